#pragma once

#include "server/tests/net/raw_client.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stimchat::test {

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

struct Frame {
    Opcode opcode{};
    std::string payload;
};

/// A masked frame, as RFC 6455 asks of clients.
std::string client_frame(Opcode opcode, std::string_view payload, bool is_final = true);
/// The header of a frame whose payload does not follow.
std::string client_frame_header(Opcode opcode, std::uint64_t payload_bytes, bool is_final = true);
/// The request of a handshake that is as it should be, but for what is replaced by the arguments.
std::string handshake(std::string_view headers = "Sec-WebSocket-Protocol: stimchat.v1\r\n",
                      std::string_view version = "13");

/// A WebSocket written by hand: it answers nothing by itself, so that a test decides what a client does.
class SocketClient {
  public:
    /// Throws unless the handshake succeeds.
    explicit SocketClient(std::uint16_t port);

    RawClient& raw() { return raw_; }
    bool send(Opcode opcode, std::string_view payload, bool is_final = true) {
        return raw_.send(client_frame(opcode, payload, is_final));
    }
    bool send_text(std::string_view text) { return send(Opcode::text, text); }
    /// Nothing if the connection ended.
    std::optional<Frame> read();
    /// The next text, over pings; empty if the connection is closed or ended.
    std::string read_text();
    /// Reads on until a close frame, and gives its code; 1006 if the connection ended without one.
    std::uint16_t read_close();
    /// Answers the server's close, or begins one.
    void send_close(std::uint16_t code);

  private:
    RawClient raw_;
};

}  // namespace stimchat::test
