#pragma once

#include "server/net/connections.hpp"
#include "server/net/http_server.hpp"
#include "server/net/origin.hpp"
#include "server/net/tcp.hpp"
#include "server/ops/log.hpp"
#include "shared/protocol/limits.hpp"

#include <chrono>
#include <cstddef>
#include <memory>

namespace stimchat::net {

/// A whole transcript sent again after a resume: each byte of text escaped, each text in an envelope.
inline constexpr std::size_t replay_bytes_max =
    2 * limits::transcript_bytes_max + 512 * limits::transcript_messages_max;

/// What one WebSocket may cost. Operators set connections_max and write_stall_timeout; tests shorten the others.
struct WebSocketSettings {
    std::size_t connections_max = 18'000;
    /// Output that waits for a slow reader; has room for a resume and for what is said meanwhile. Beyond it:
    /// CloseCode::slow_consumer.
    std::size_t output_bytes_max = replay_bytes_max + 128 * 1024;
    /// What the kernel holds besides (SO_SNDBUF; Linux takes twice as much). Left to itself it would hold megabytes for
    /// a reader that takes nothing, and it would be long before that shows here.
    int kernel_output_bytes_max = 64 * 1024;
    /// Pieces of one message, and pings and pongs in one sweep. Beyond it: CloseCode::policy_violation.
    std::size_t fragments_max = 256;
    std::size_t control_frames_per_sweep_max = 50;
    std::chrono::milliseconds sweep_interval{500};
    /// For a message that has begun to be complete. Beyond it: CloseCode::policy_violation.
    std::chrono::milliseconds message_timeout = std::chrono::seconds(10);
    /// For the reader to take what waits, byte by byte: one that takes a little now and then is stalled, too. Beyond
    /// it: CloseCode::slow_consumer, for those who read on within close_timeout.
    std::chrono::milliseconds write_stall_timeout = std::chrono::seconds(10);
    /// For the client to answer a close frame, and then for what was written to be taken. Beyond it the connection is
    /// cut.
    std::chrono::milliseconds close_timeout = std::chrono::seconds(3);
};

/// The WebSocket transport (RFC 6455, subprotocol stimchat.v1, no extensions) on Boost.Beast, one stream for each
/// connection. Takes its connections from the HttpServer. Everything on the reactor's thread; no event is told from
/// within a call of Connections. What is not valid is closed by the table: too long 1009, not text 1003, not UTF-8
/// 1007, not the protocol 1002.
class WebSocketServer final : public Connections, public UpgradeHandler {
  public:
    /// Everything handed in outlives it, and so does the reactor.
    WebSocketServer(Reactor& reactor, const WebSocketSettings& settings, const OriginPolicy& origins,
                    ConnectionEvents& events, ops::Log& log);
    ~WebSocketServer() override;
    WebSocketServer(const WebSocketServer&) = delete;
    WebSocketServer& operator=(const WebSocketServer&) = delete;

    void send(ConnectionId connection, std::string_view frame) override;
    void ping(ConnectionId connection) override;
    void close(ConnectionId connection, protocol::CloseCode code) override;

    /// The socket is closed without a close frame, as by a network that has gone; what waited is lost.
    void cut(ConnectionId connection);
    /// For tests: half-open. Until that time nothing is read or written, to within a sweep_interval.
    void stall(ConnectionId connection, std::chrono::milliseconds duration);

    std::optional<HttpResponse> refuse(const HttpRequest& request) override;
    void adopt(const HttpRequest& request, TcpSocket socket) override;

    /// From now on refuse() refuses.
    void stop_accepting();
    /// Connections not yet gone, those in their close handshake included.
    std::size_t connections() const;

  private:
    class Hub;
    std::shared_ptr<Hub> hub_;
};

}  // namespace stimchat::net
