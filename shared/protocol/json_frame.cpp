#include "shared/protocol/json_frame.hpp"

#include "shared/protocol/json_scanner.hpp"
#include "shared/protocol/json_text.hpp"

namespace stimchat::protocol {
namespace {

/// Recursive descent. Each read_* starts at the first byte of its thing and ends behind it; false: the scanner knows
/// why.
class Reader {
  public:
    explicit Reader(JsonFrame& frame) : frame_(frame), scan_(frame.text) {}

    bool read_frame();
    JsonFault fault() const { return scan_.fault(); }

  private:
    bool read_value(JsonMember& member, std::size_t depth, JsonMembers* members);
    bool read_string(JsonMember& member);
    bool read_container(JsonMember& member, std::size_t depth, JsonMembers* members);
    bool read_object(JsonMembers& members, std::size_t depth);
    bool read_member(JsonMembers& members, std::size_t depth);
    bool read_key(JsonMembers& members, JsonMember& member);
    bool is_taken(const JsonMembers& members, const JsonMember& member) const;
    bool read_array(std::size_t depth);

    JsonFrame& frame_;
    JsonScanner scan_;
};

bool Reader::read_frame() {
    if (frame_.text.size() > limits::frame_bytes_max) return scan_.fail(NackCode::invalid_value);
    frame_.envelope.count = 0;
    frame_.data.count = 0;
    JsonMember root;
    scan_.skip_white_space();
    if (!read_value(root, 1, &frame_.envelope)) return false;
    scan_.skip_white_space();
    if (!scan_.at_end()) return scan_.fail(NackCode::not_json);
    return root.kind == JsonKind::object || scan_.fail_at(root.value.begin, NackCode::wrong_type);
}

/// `members`: where those of an object go; null if nobody will ask for them.
bool Reader::read_value(JsonMember& member, std::size_t depth, JsonMembers* members) {
    if (scan_.peek() == '"') return read_string(member);  // its span is without the quotes
    const std::size_t begin = scan_.at();
    bool ok = false;
    switch (scan_.peek()) {
        case '{':
        case '[':
            ok = read_container(member, depth, members);
            break;
        case 't':
            member.kind = JsonKind::boolean;
            ok = scan_.read_literal("true");
            break;
        case 'f':
            member.kind = JsonKind::boolean;
            ok = scan_.read_literal("false");
            break;
        case 'n':
            member.kind = JsonKind::null;
            ok = scan_.read_literal("null");
            break;
        default:
            ok = scan_.read_number(member.kind);
    }
    member.value = scan_.span_from(begin);
    return ok;
}

bool Reader::read_string(JsonMember& member) {
    bool escaped = false;
    if (!scan_.read_string(member.value, escaped)) return false;
    member.kind = escaped ? JsonKind::escaped_string : JsonKind::string;
    return true;
}

bool Reader::read_container(JsonMember& member, std::size_t depth, JsonMembers* members) {
    if (depth > limits::json_depth_max) return scan_.fail(NackCode::too_deep);
    if (scan_.peek() == '[') {
        member.kind = JsonKind::array;
        return read_array(depth);
    }
    member.kind = JsonKind::object;
    if (members) return read_object(*members, depth);
    JsonMembers unread;
    return read_object(unread, depth);
}

bool Reader::read_object(JsonMembers& members, std::size_t depth) {
    members.count = 0;
    scan_.skip();
    scan_.skip_white_space();
    if (scan_.take('}')) return true;
    for (;;) {
        if (!read_member(members, depth)) return false;
        scan_.skip_white_space();
        if (scan_.take('}')) return true;
        if (!scan_.take(',')) return scan_.fail(NackCode::not_json);
        scan_.skip_white_space();
    }
}

bool Reader::read_member(JsonMembers& members, std::size_t depth) {
    if (members.count == members.items.size()) return scan_.fail(NackCode::invalid_value);
    JsonMember& member = members.items[members.count];
    if (!read_key(members, member)) return false;
    scan_.skip_white_space();
    if (!scan_.take(':')) return scan_.fail(NackCode::not_json);
    scan_.skip_white_space();

    const bool is_envelope_data = depth == 1 && has_key(frame_, member, "data");
    if (!read_value(member, depth + 1, is_envelope_data ? &frame_.data : nullptr)) return false;
    ++members.count;
    return true;
}

bool Reader::read_key(JsonMembers& members, JsonMember& member) {
    const std::size_t begin = scan_.at();
    if (scan_.peek() != '"') return scan_.fail(NackCode::not_json);
    if (!scan_.read_string(member.key, member.key_escaped)) return false;
    return !is_taken(members, member) || scan_.fail_at(begin, NackCode::duplicate_key);
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
    scan_.skip();
    scan_.skip_white_space();
    if (scan_.take(']')) return true;
    for (;;) {
        JsonMember element;
        if (!read_value(element, depth + 1, nullptr)) return false;
        scan_.skip_white_space();
        if (scan_.take(']')) return true;
        if (!scan_.take(',')) return scan_.fail(NackCode::not_json);
        scan_.skip_white_space();
    }
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
