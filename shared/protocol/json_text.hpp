#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// The inside of JSON strings (RFC 8259, section 7), without the quotes.
namespace stimchat::protocol {

/// Where the next byte is, from `at` on, that is not plain: a control, a quote, a reverse solidus, or not ASCII. The
/// end, if there is none.
std::size_t skip_plain(std::string_view text, std::size_t at);

// --- reading: `raw` must have passed read_json_frame -----------------------------------------------------------------

/// Appends the text with its escapes resolved. Never longer than `raw`.
void append_unescaped(std::string_view raw, std::string& out);

/// Whether two strings mean the same text, whichever way each is written.
bool same_unescaped(std::string_view raw_a, std::string_view raw_b);

// --- writing ---------------------------------------------------------------------------------------------------------

/// Appends `text` (valid UTF-8) as a JSON string with its quotes. Escapes only what JSON demands, in the form that
/// JSON.stringify gives.
void append_json_string(std::string_view text, std::string& out);

/// Appends a number in decimal digits.
void append_json_integer(std::uint64_t number, std::string& out);

}  // namespace stimchat::protocol
