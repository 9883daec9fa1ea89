#include "shared/protocol/json_scanner.hpp"

#include "shared/core/utf8.hpp"
#include "shared/protocol/json_text.hpp"

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

}  // namespace

bool JsonScanner::read_string(JsonSpan& span, bool& escaped) {
    const std::size_t begin = ++at_;
    escaped = false;
    for (;;) {
        at_ = skip_plain(text_, at_);
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
