#pragma once

#include "shared/core/result.hpp"
#include "shared/protocol/message.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// The envelope on the wire: strict JSON (RFC 8259) of a fixed schema, one object per WebSocket text frame.
///
///   {"type","message_id","conversation_id","sender","data","timestamp","epoch","offset"}
///
/// Strict: UTF-8 checked everywhere (also in fields nobody reads), no duplicate keys, no lone surrogates, the JSON
/// number grammar, bounded depth, members and size, nothing after the object. Fields that the message's type does not
/// name are skipped, known or not: a `sender` in a command is never believed. Null means left out. Integers are JSON
/// integers from 0 to 2^53 - 1; 1.0 and 1e2 are not integers.
///
/// Encoding is canonical: the order above (that within `data` is in PROTOCOL.md), no white space, absent fields
/// left out, text escaped as JSON.stringify does. Whatever decodes, decodes to the same after encoding.
///
/// Decoding answers what a frame is; shared/validation answers whether what it says is acceptable.
namespace stimchat::protocol {

/// Faults of the frame as a whole come first (json_frame.hpp lists them), then those of the fields: `type`, the
/// `message_id` where there has to be one, then the others.
///   wrong_type     a field has a value of another kind
///   missing_field  left out or null, and needed
///   invalid_value  the right kind, but not a UUID, a time stamp, an alias, a known name or a number in range
///   unknown_type   `type` is none of this direction's
struct DecodeFault {
    NackCode code{};
    /// The field the fault is in, e.g. "data.text"; empty if it is in none. Points to static storage.
    std::string_view field;
    /// Where reading stopped, in bytes from the start of the frame: at the offending byte or value; the frame's end if
    /// something is missing.
    std::size_t at_byte = 0;
    /// Present if the frame is well-formed and has a valid message_id, so that a NACK can carry it.
    std::optional<MessageId> message_id;
};

/// Holds the scratch space for texts with escapes, so decoding allocates nothing in steady state. Views in the result
/// live until the next call and no longer than the frame.
class Decoder {
  public:
    Result<Command, DecodeFault> decode_command(std::string_view frame);
    Result<ServerMessage, DecodeFault> decode_server_message(std::string_view frame);

  private:
    std::string scratch_;
};

/// Appends the canonical frame to `out`.
void encode(const Command& command, std::string& out);
void encode(const ServerMessage& message, std::string& out);

}  // namespace stimchat::protocol
