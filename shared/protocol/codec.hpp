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
/// number grammar, depth at most limits::json_depth_max, nothing after the object. Fields that are not known are
/// skipped. An optional field may be left out or null. Encoding is canonical: the order above, no white space, absent
/// fields left out, text escaped only where JSON demands it.
namespace stimchat::protocol {

struct DecodeFault {
    NackCode code{};
    /// The field the fault is in, e.g. "data.text"; empty if there is none. Points to static storage.
    std::string_view field;
    /// Where reading stopped, in bytes from the start of the frame.
    std::size_t at_byte = 0;
    /// Present if the frame was well-formed JSON with a valid message_id, so that a NACK can carry it.
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
