#pragma once

#include "shared/core/ids.hpp"
#include "shared/protocol/close_codes.hpp"

#include <cstdint>
#include <string_view>

/// The seam between the WebSocket transport and whoever decides. Both sides live on the reactor's thread.
namespace stimchat::net {

/// What the transport tells. `frame` is one complete, valid UTF-8 text message of at most limits::frame_bytes_max.
class ConnectionEvents {
  public:
    virtual ~ConnectionEvents() = default;
    virtual void on_opened(ConnectionId connection) = 0;
    virtual void on_frame(ConnectionId connection, std::string_view frame) = 0;
    virtual void on_pong(ConnectionId connection) = 0;
    /// Exactly once for each on_opened; the id may be used again afterwards. `client_code` is that of the client's
    /// close frame if it was the client that closed, else (also for a frame without code) 0.
    virtual void on_closed(ConnectionId connection, std::uint16_t client_code) = 0;
};

/// What the transport does. Unknown or closing connections are ignored. Output is copied, coalesced for each connection
/// and loop turn, and bounded in bytes and in the time it waits: a reader that does not keep up is closed with
/// CloseCode::slow_consumer.
class Connections {
  public:
    virtual ~Connections() = default;
    virtual void send(ConnectionId connection, std::string_view frame) = 0;
    virtual void ping(ConnectionId connection) = 0;
    /// After what was sent before. The close handshake is given a bounded time.
    virtual void close(ConnectionId connection, protocol::CloseCode code) = 0;
};

}  // namespace stimchat::net
