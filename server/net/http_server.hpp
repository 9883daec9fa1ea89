#pragma once

#include "server/net/http_limits.hpp"
#include "server/net/http_message.hpp"
#include "server/net/origin.hpp"
#include "server/net/route_table.hpp"
#include "server/net/static_files.hpp"
#include "server/net/tcp.hpp"
#include "server/ops/log.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace stimchat::net {

/// Takes over the connections of requests with "Upgrade: websocket".
class UpgradeHandler {
  public:
    virtual ~UpgradeHandler() = default;
    /// Why this request may not become a WebSocket; nothing if it may.
    virtual std::optional<HttpResponse> refuse(const HttpRequest& request) = 0;
    /// Called right after refuse() gave nothing. The handshake is not answered yet.
    virtual void adopt(const HttpRequest& request, TcpSocket socket) = 0;
};

struct HttpSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  ///< 0: any free one
    std::size_t connections_max = http_connections_max;
    std::chrono::milliseconds read_timeout = http_read_timeout;
    std::chrono::milliseconds handle_timeout = http_handle_timeout;
    std::chrono::milliseconds write_timeout = http_write_timeout;
};

/// The listener and all of HTTP, on RESTinio. Finds the route, else the static file, else answers with a problem
/// document. Runs on the thread that runs the reactor; everything handed in outlives it.
///
/// What RESTinio 0.6.16 cuts off by itself, without an answer: malformed HTTP, and what exceeds a *_cut limit.
class HttpServer {
  public:
    HttpServer(Reactor& reactor, const HttpSettings& settings, const RouteTable& routes, const StaticFiles& files,
               const OriginPolicy& origins, UpgradeHandler& upgrades, ops::Log& log);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Listens; gives the port. Throws std::runtime_error if the address cannot be had.
    std::uint16_t open();
    /// No new connections; those open finish what they have begun.
    void stop_accepting();

    std::size_t connections() const;
    /// Requests that a handler has been given and whose answers are not yet sent.
    std::size_t requests_in_flight() const;

  private:
    struct Listener;
    std::unique_ptr<Listener> listener_;
};

}  // namespace stimchat::net
