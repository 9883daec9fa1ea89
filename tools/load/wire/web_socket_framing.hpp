#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The client's half of RFC 6455, as far as a load tool needs it: no extensions, and frames of the server come whole.
namespace stimchat::load {

enum class Opcode : std::uint8_t { text = 1, close = 8, ping = 9, pong = 10 };

struct Frame {
    Opcode opcode{};
    std::string_view payload;
    std::size_t bytes = 0;  ///< of the whole frame, header included
};

struct ReadFrame {
    enum class Outcome : std::uint8_t { complete, incomplete, broken } outcome;
    Frame frame;
};

/// Reads one frame from the start of `bytes`. `broken`: masked, fragmented, with reserved bits, of another opcode, or
/// longer than the protocol's frames can be.
ReadFrame read_server_frame(std::string_view bytes);

/// Appends one masked frame. `mask` differs from frame to frame.
void append_client_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask);

/// The request that opens a WebSocket, and whether the answer's header (without its empty last line) accepts it.
std::string upgrade_request(std::uint16_t port);
bool accepts_upgrade(std::string_view response_header);

}  // namespace stimchat::load
