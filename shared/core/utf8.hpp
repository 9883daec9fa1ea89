#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// UTF-8 as in RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. NUL is an ordinary code point here.
namespace stimchat {

struct CodePoint {
    char32_t value = 0;
    std::uint8_t bytes = 0;  ///< 1 to 4; 0: what is there is not UTF-8, or the text is empty
};

/// The first code point of `text`.
CodePoint first_code_point(std::string_view text);

/// Absent if the text is not UTF-8 from end to end.
std::optional<std::size_t> count_code_points(std::string_view text);

inline bool is_utf8(std::string_view text) {
    return count_code_points(text).has_value();
}

/// Appends a code point that is not a surrogate and not above U+10FFFF.
void append_utf8(char32_t code_point, std::string& out);

}  // namespace stimchat
