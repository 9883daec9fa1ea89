#include "shared/protocol/json_scanner.hpp"

#include "shared/core/utf8.hpp"

#include <bit>
#include <cstring>

namespace stimchat::protocol {
namespace {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

constexpr int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// How many of eight bytes, from the first in memory, are plain string characters: ASCII, no control, quote or reverse
/// solidus. A borrow out of a byte needs that byte to be found itself, so the lowest one found is right (S. E.
/// Anderson, "Bit Twiddling Hacks", a byte less than n).
std::size_t count_plain(std::uint64_t word) {
    static_assert(std::endian::native == std::endian::little);
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    const std::uint64_t quote = word ^ (ones * '"');
    const std::uint64_t reverse_solidus = word ^ (ones * '\\');
    const std::uint64_t found = (word - ones * 0x20) | (quote - ones) | (reverse_solidus - ones) | word;
    return static_cast<std::size_t>(std::countr_zero(found & (ones * 0x80))) / 8;
}

constexpr bool is_plain(char c) {
    return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x80 && c != '"' && c != '\\';
}

}  // namespace

void JsonScanner::skip_plain() {
    for (std::uint64_t word = 0; text_.size() - at_ >= sizeof word;) {
        std::memcpy(&word, text_.data() + at_, sizeof word);
        const std::size_t plain = count_plain(word);
        at_ += plain;
        if (plain < sizeof word) return;
    }
    while (at_ < text_.size() && is_plain(text_[at_]))
        ++at_;
}

bool JsonScanner::read_string(JsonSpan& span, bool& escaped) {
    const std::size_t begin = ++at_;
    escaped = false;
    for (;;) {
        skip_plain();
        const char c = peek();
        if (c == '"') {
            span = span_from(begin);
            ++at_;
            return true;
        }
        if (c == '\\') {
            escaped = true;
            if (!read_escape()) return false;
            continue;
        }
        // A control character, or the end of the frame.
        if (static_cast<unsigned char>(c) < 0x20) return fail(NackCode::not_json);
        const CodePoint next = first_code_point(text_.substr(at_));
        if (next.bytes == 0) return fail(NackCode::invalid_utf8);
        at_ += next.bytes;
    }
}

bool JsonScanner::read_escape() {
    ++at_;
    const char letter = peek();
    if (letter != 'u') {
        if (letter == '\0' || std::string_view("\"\\/bfnrt").find(letter) == std::string_view::npos)
            return fail(NackCode::not_json);
        ++at_;
        return true;
    }
    std::uint32_t unit = 0;
    if (!read_hex4(unit)) return false;
    if (unit < 0xD800 || unit > 0xDFFF) return true;
    // Half a code point: only a high one followed by a low one makes sense.
    if (unit > 0xDBFF) return fail(NackCode::invalid_utf8);
    if (!take('\\') || peek() != 'u') return fail(NackCode::invalid_utf8);
    if (!read_hex4(unit)) return false;
    return (unit >= 0xDC00 && unit <= 0xDFFF) || fail(NackCode::invalid_utf8);
}

/// From the letter u.
bool JsonScanner::read_hex4(std::uint32_t& unit) {
    ++at_;
    unit = 0;
    for (int i = 0; i < 4; ++i) {
        const int value = hex_value(peek());
        if (value < 0) return fail(NackCode::not_json);
        unit = unit << 4 | static_cast<std::uint32_t>(value);
        ++at_;
    }
    return true;
}

bool JsonScanner::read_number(JsonKind& kind) {
    kind = JsonKind::integer;
    take('-');
    if (!take('0') && !read_digits()) return false;
    if (take('.')) {
        kind = JsonKind::real;
        if (!read_digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
        kind = JsonKind::real;
        ++at_;
        if (!take('+')) take('-');
        if (!read_digits()) return false;
    }
    return true;
}

bool JsonScanner::read_digits() {
    if (!is_digit(peek())) return fail(NackCode::not_json);
    while (is_digit(peek()))
        ++at_;
    return true;
}

bool JsonScanner::read_literal(std::string_view literal) {
    if (text_.substr(at_, literal.size()) != literal) return fail(NackCode::not_json);
    at_ += literal.size();
    return true;
}

}  // namespace stimchat::protocol
