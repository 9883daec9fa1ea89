#pragma once

#include "shared/protocol/json_text.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/protocol/nack_codes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

/// The first step of decoding: is this strict JSON, and where in it are the members of the envelope and of its `data`?
/// What they mean is the second step's question.
namespace stimchat::protocol {

enum class JsonKind : std::uint8_t {
    null,
    boolean,
    integer,  ///< digits with an optional minus: no fraction, no exponent
    real,
    string,          ///< without escapes: the text is in the frame as it is
    escaped_string,  ///< must be unescaped
    array,
    object,
};

// No default values below: a frame's worth of members is 1.3 KB, and writing zeros into it would cost as much as
// reading the frame does.

/// Part of a frame; of a string, what is between the quotes.
struct JsonSpan {
    std::uint32_t begin;
    std::uint32_t size;
};

struct JsonMember {
    JsonSpan key;
    JsonSpan value;
    JsonKind kind;
    bool key_escaped;
};

struct JsonMembers {
    std::uint32_t count;
    std::array<JsonMember, limits::json_members_max> items;
};

struct JsonFrame {
    std::string_view text;
    JsonMembers envelope;  ///< of the outermost object
    JsonMembers data;      ///< of the object under "data"; none if it is not there or not an object

    std::string_view at(JsonSpan span) const { return {text.data() + span.begin, span.size}; }
};

struct JsonFault {
    NackCode code{};
    std::size_t at_byte = 0;
};

/// Reads the whole frame and fills `frame`, unless there is a fault:
/// `not_json`       not RFC 8259, anything after the value included
/// `invalid_utf8`   bytes in a string that are not UTF-8, or \u escapes that are not Unicode (lone surrogates)
/// `too_deep`       more than limits::json_depth_max levels
/// `duplicate_key`  twice the same key in an object, also if one is written with escapes
/// `invalid_value`  longer than limits::frame_bytes_max, or more than limits::json_members_max members in an object
/// `wrong_type`     JSON, but not an object
/// Allocates nothing; recursion is bounded by limits::json_depth_max.
std::optional<JsonFault> read_json_frame(std::string_view text, JsonFrame& frame);

/// Whether this is the member's key, whichever way it is written. `name` has no reverse solidus.
inline bool has_key(const JsonFrame& frame, const JsonMember& member, std::string_view name) {
    if (member.key_escaped) return same_unescaped(frame.at(member.key), name);
    return member.key.size == name.size() && frame.at(member.key) == name;
}

/// The member of that name, or null. `start` is where to look first, and is moved behind what was found: a frame in
/// canonical order, read in that order, costs one comparison for each member.
const JsonMember* find_member(const JsonFrame& frame, const JsonMembers& members, std::string_view name,
                              std::uint32_t& start);

}  // namespace stimchat::protocol
