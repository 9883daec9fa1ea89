#include "shared/protocol/json_frame.hpp"

#include "shared/core/utf8.hpp"
#include "shared/protocol/json_text.hpp"

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

/// Recursive descent. Each read_* starts at the first byte of its thing and ends behind it; false: `fault` says why.
class Reader {
  public:
    explicit Reader(JsonFrame& frame) : frame_(frame), text_(frame.text) {}

    bool read_frame();
    JsonFault fault() const { return {code_, at_}; }

  private:
    bool read_value(JsonMember& member, std::size_t depth, JsonMembers* members);
    bool read_object(JsonMembers& members, std::size_t depth);
    bool read_member(JsonMembers& members, std::size_t depth);
    bool read_key(JsonMembers& members, JsonMember& member);
    bool is_taken(const JsonMembers& members, const JsonMember& member) const;
    bool read_array(std::size_t depth);
    bool read_string(JsonSpan& span, bool& escaped);
    bool read_escape();
    bool read_hex4(std::uint32_t& unit);
    bool read_number(JsonKind& kind);
    bool read_digits();
    bool read_literal(std::string_view literal);

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool take(char c);
    void skip_plain();
    void skip_white_space();
    JsonSpan span_from(std::size_t begin) const;
    bool fail(NackCode code);

    JsonFrame& frame_;
    std::string_view text_;
    std::size_t at_ = 0;
    NackCode code_{};
};

bool Reader::fail(NackCode code) {
    code_ = code;
    return false;
}

bool Reader::take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
}

JsonSpan Reader::span_from(std::size_t begin) const {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_ - begin)};
}

void Reader::skip_white_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
        ++at_;
}

void Reader::skip_plain() {
    for (std::uint64_t word = 0; text_.size() - at_ >= sizeof word;) {
        std::memcpy(&word, text_.data() + at_, sizeof word);
        const std::size_t plain = count_plain(word);
        at_ += plain;
        if (plain < sizeof word) return;
    }
    while (at_ < text_.size() && is_plain(text_[at_]))
        ++at_;
}

bool Reader::read_frame() {
    if (text_.size() > limits::frame_bytes_max) return fail(NackCode::invalid_value);
    frame_.envelope.count = 0;
    frame_.data.count = 0;
    JsonMember root;
    skip_white_space();
    if (!read_value(root, 1, &frame_.envelope)) return false;
    skip_white_space();
    if (at_ != text_.size()) return fail(NackCode::not_json);
    if (root.kind == JsonKind::object) return true;
    at_ = root.value.begin;
    return fail(NackCode::wrong_type);
}

/// `members`: where those of an object go; null if nobody will ask for them.
bool Reader::read_value(JsonMember& member, std::size_t depth, JsonMembers* members) {
    const std::size_t begin = at_;
    bool ok = false;
    switch (peek()) {
        case '"': {
            bool escaped = false;
            if (!read_string(member.value, escaped)) return false;
            member.kind = escaped ? JsonKind::escaped_string : JsonKind::string;
            return true;  // the span is without the quotes
        }
        case '{': {
            member.kind = JsonKind::object;
            if (members) {
                ok = read_object(*members, depth);
            } else {
                JsonMembers unread;
                ok = read_object(unread, depth);
            }
            break;
        }
        case '[':
            member.kind = JsonKind::array;
            ok = read_array(depth);
            break;
        case 't':
            member.kind = JsonKind::boolean;
            ok = read_literal("true");
            break;
        case 'f':
            member.kind = JsonKind::boolean;
            ok = read_literal("false");
            break;
        case 'n':
            member.kind = JsonKind::null;
            ok = read_literal("null");
            break;
        default:
            ok = read_number(member.kind);
    }
    member.value = span_from(begin);
    return ok;
}

bool Reader::read_object(JsonMembers& members, std::size_t depth) {
    if (depth > limits::json_depth_max) return fail(NackCode::too_deep);
    members.count = 0;
    ++at_;
    skip_white_space();
    if (take('}')) return true;
    for (;;) {
        if (!read_member(members, depth)) return false;
        skip_white_space();
        if (take('}')) return true;
        if (!take(',')) return fail(NackCode::not_json);
        skip_white_space();
    }
}

bool Reader::read_member(JsonMembers& members, std::size_t depth) {
    if (members.count == members.items.size()) return fail(NackCode::invalid_value);
    JsonMember& member = members.items[members.count];
    if (!read_key(members, member)) return false;
    skip_white_space();
    if (!take(':')) return fail(NackCode::not_json);
    skip_white_space();

    const bool is_envelope_data = depth == 1 && has_key(frame_, member, "data");
    if (!read_value(member, depth + 1, is_envelope_data ? &frame_.data : nullptr)) return false;
    ++members.count;
    return true;
}

bool Reader::read_key(JsonMembers& members, JsonMember& member) {
    const std::size_t begin = at_;
    if (peek() != '"') return fail(NackCode::not_json);
    if (!read_string(member.key, member.key_escaped)) return false;
    if (!is_taken(members, member)) return true;
    at_ = begin;
    return fail(NackCode::duplicate_key);
}

bool Reader::is_taken(const JsonMembers& members, const JsonMember& member) const {
    const std::string_view key = frame_.at(member.key);
    for (std::uint32_t i = 0; i < members.count; ++i) {
        const JsonMember& other = members.items[i];
        const bool same = member.key_escaped ? same_unescaped(frame_.at(other.key), key) : has_key(frame_, other, key);
        if (same) return true;
    }
    return false;
}

bool Reader::read_array(std::size_t depth) {
    if (depth > limits::json_depth_max) return fail(NackCode::too_deep);
    ++at_;
    skip_white_space();
    if (take(']')) return true;
    for (;;) {
        JsonMember element;
        if (!read_value(element, depth + 1, nullptr)) return false;
        skip_white_space();
        if (take(']')) return true;
        if (!take(',')) return fail(NackCode::not_json);
        skip_white_space();
    }
}

bool Reader::read_string(JsonSpan& span, bool& escaped) {
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

bool Reader::read_escape() {
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
bool Reader::read_hex4(std::uint32_t& unit) {
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

bool Reader::read_number(JsonKind& kind) {
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

bool Reader::read_digits() {
    if (!is_digit(peek())) return fail(NackCode::not_json);
    while (is_digit(peek()))
        ++at_;
    return true;
}

bool Reader::read_literal(std::string_view literal) {
    if (text_.substr(at_, literal.size()) != literal) return fail(NackCode::not_json);
    at_ += literal.size();
    return true;
}

}  // namespace

std::optional<JsonFault> read_json_frame(std::string_view text, JsonFrame& frame) {
    frame.text = text;
    Reader reader(frame);
    if (reader.read_frame()) return std::nullopt;
    return reader.fault();
}

const JsonMember* find_member(const JsonFrame& frame, const JsonMembers& members, std::string_view name,
                              std::uint32_t& start) {
    for (std::uint32_t tried = 0; tried < members.count; ++tried) {
        if (start >= members.count) start = 0;
        const JsonMember& member = members.items[start++];
        if (has_key(frame, member, name)) return &member;
    }
    return nullptr;
}

}  // namespace stimchat::protocol
