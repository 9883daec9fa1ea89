#include "shared/protocol/json_text.hpp"

#include "shared/core/hex.hpp"
#include "shared/core/utf8.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace stimchat::protocol {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

char32_t read_hex4(std::string_view digits) {
    char32_t unit = 0;
    for (const char c : digits.substr(0, 4))
        unit = unit << 4 | static_cast<char32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    return unit;
}

/// Takes \uXXXX, or two of them that form a surrogate pair.
char32_t take_unicode_escape(std::string_view& raw) {
    const char32_t first = read_hex4(raw.substr(2));
    raw.remove_prefix(6);
    if (first < 0xD800 || first > 0xDBFF) return first;
    const char32_t second = read_hex4(raw.substr(2));
    raw.remove_prefix(6);
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
}

char32_t take_escape(std::string_view& raw) {
    const char letter = raw[1];
    if (letter == 'u') return take_unicode_escape(raw);
    raw.remove_prefix(2);
    switch (letter) {
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        default:  // a quote, a solidus, a reverse solidus stand for themselves
            return static_cast<char32_t>(letter);
    }
}

char32_t take_code_point(std::string_view& raw) {
    if (raw[0] == '\\') return take_escape(raw);
    const CodePoint plain = first_code_point(raw);
    raw.remove_prefix(plain.bytes);
    return plain.value;
}

/// The letter of a two-character escape, or 0 if the byte has none.
constexpr char short_escape(char c) {
    switch (c) {
        case '"':
        case '\\':
            return c;
        case '\b':
            return 'b';
        case '\f':
            return 'f';
        case '\n':
            return 'n';
        case '\r':
            return 'r';
        case '\t':
            return 't';
        default:
            return 0;
    }
}

/// How many of eight bytes, from the first in memory, are plain string characters: ASCII, no control, quote or reverse
/// solidus. A borrow out of a byte needs that byte to be found itself, so the lowest one found is right (S. E.
/// Anderson, "Bit Twiddling Hacks", a byte less than n).
std::size_t count_plain(std::uint64_t word) {
    const std::uint64_t quote = word ^ in_each_byte('"');
    const std::uint64_t reverse_solidus = word ^ in_each_byte('\\');
    const std::uint64_t found =
        (word - in_each_byte(0x20)) | (quote - in_each_byte(1)) | (reverse_solidus - in_each_byte(1)) | word;
    return static_cast<std::size_t>(std::countr_zero(found & in_each_byte(0x80))) / 8;
}

constexpr bool is_plain(char c) {
    return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x80 && c != '"' && c != '\\';
}

constexpr bool must_be_escaped(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

void append_escape(char c, std::string& out) {
    out.push_back('\\');
    if (const char letter = short_escape(c)) {
        out.push_back(letter);
        return;
    }
    out.append("u00");
    out.push_back(hex_digits[static_cast<unsigned char>(c) >> 4]);
    out.push_back(hex_digits[static_cast<unsigned char>(c) & 0xF]);
}

}  // namespace

std::size_t skip_plain(std::string_view text, std::size_t at) {
    for (std::uint64_t word = 0; text.size() - at >= sizeof word;) {
        std::memcpy(&word, text.data() + at, sizeof word);
        const std::size_t plain = count_plain(word);
        at += plain;
        if (plain < sizeof word) return at;
    }
    while (at < text.size() && is_plain(text[at]))
        ++at;
    return at;
}

void append_unescaped(std::string_view raw, std::string& out) {
    while (!raw.empty()) {
        const std::size_t plain = std::min(raw.find('\\'), raw.size());
        out.append(raw.substr(0, plain));
        raw.remove_prefix(plain);
        if (!raw.empty()) append_utf8(take_escape(raw), out);
    }
}

bool same_unescaped(std::string_view raw_a, std::string_view raw_b) {
    while (!raw_a.empty() && !raw_b.empty())
        if (take_code_point(raw_a) != take_code_point(raw_b)) return false;
    return raw_a.empty() && raw_b.empty();
}

void append_json_string(std::string_view text, std::string& out) {
    out.push_back('"');
    std::size_t plain_begin = 0;
    for (std::size_t i = skip_plain(text, 0); i < text.size(); i = skip_plain(text, i + 1)) {
        if (!must_be_escaped(text[i])) continue;
        out.append(text.substr(plain_begin, i - plain_begin));
        append_escape(text[i], out);
        plain_begin = i + 1;
    }
    out.append(text.substr(plain_begin));
    out.push_back('"');
}

void append_json_integer(std::uint64_t number, std::string& out) {
    std::array<char, 20> digits;
    std::size_t begin = digits.size();
    do {
        digits[--begin] = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number != 0);
    out.append(digits.data() + begin, digits.size() - begin);
}

}  // namespace stimchat::protocol
