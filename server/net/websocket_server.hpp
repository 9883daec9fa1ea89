#pragma once

#include "server/net/connections.hpp"
#include "server/net/http_server.hpp"
#include "server/net/origin.hpp"
#include "server/net/tcp.hpp"
#include "server/ops/log.hpp"

#include <chrono>
#include <cstddef>
#include <memory>

namespace stimchat::net {

/// What one WebSocket may cost. Operators set the first; tests shorten the others.
struct WebSocketSettings {
    std::size_t connections_max = 18'000;
    /// Output that waits for a slow reader. Beyond it: CloseCode::slow_consumer.
    std::size_t output_bytes_max = 256 * 1024;
    /// Pieces of one message, and pings and pongs in one sweep. Beyond it: CloseCode::policy_violation.
    std::size_t fragments_max = 256;
    std::size_t control_frames_per_sweep_max = 50;
    std::chrono::milliseconds sweep_interval{500};
    /// For a message that has begun to be complete. Beyond it: CloseCode::policy_violation.
    std::chrono::milliseconds message_timeout = std::chrono::seconds(10);
    /// For the reader to take anything at all of what waits. Beyond it the connection is cut.
    std::chrono::milliseconds write_timeout = std::chrono::seconds(10);
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
