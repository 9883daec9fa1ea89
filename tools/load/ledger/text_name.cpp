#include "tools/load/ledger/text_name.hpp"

#include <algorithm>
#include <charconv>

namespace stimchat::load {

namespace {

// "AAAAAAAA NNNNNNNN " and filling: author and number, both hexadecimal.
constexpr std::size_t number_digits = 8;

void append_number(std::string& text, std::uint32_t number) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (int shift = 28; shift >= 0; shift -= 4)
        text += digits[number >> shift & 0xF];
    text += ' ';
}

std::optional<std::uint32_t> number_in(std::string_view text, std::size_t at) {
    std::uint32_t number = 0;
    if (text.size() < at + number_digits) return std::nullopt;
    const char* const end = text.data() + at + number_digits;
    const auto result = std::from_chars(text.data() + at, end, number, 16);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return number;
}

}  // namespace

std::string text_of(TextName name, std::size_t bytes) {
    std::string text;
    text.reserve(std::max(bytes, text_name_bytes));
    append_number(text, name.author);
    append_number(text, name.number);
    text.append(bytes > text.size() ? bytes - text.size() : 0, 'x');
    return text;
}

std::optional<TextName> name_in(std::string_view text) {
    const auto author = number_in(text, 0);
    const auto number = number_in(text, number_digits + 1);
    return author && number ? std::optional(TextName{*author, *number}) : std::nullopt;
}

}  // namespace stimchat::load
