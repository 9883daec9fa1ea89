#pragma once

#include "server/net/http_server.hpp"
#include "server/net/origin.hpp"
#include "server/net/route_table.hpp"
#include "server/net/static_files.hpp"
#include "server/net/websocket_server.hpp"
#include "server/ops/log.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>

namespace stimchat::test {

/// What the transport told, in order: "open 0", "frame 0 hello", "pong 0", "closed 0", or "closed 0 with 1000" if the
/// client did it. Written by the reactor's thread,
/// read by the test's.
class RecordedEvents final : public net::ConnectionEvents {
  public:
    void on_opened(ConnectionId connection) override { record("open " + std::to_string(connection.value)); }
    void on_frame(ConnectionId connection, std::string_view frame) override;
    void on_pong(ConnectionId connection) override { record("pong " + std::to_string(connection.value)); }
    void on_closed(ConnectionId connection, std::uint16_t client_code) override {
        const std::string code = client_code == 0 ? "" : " with " + std::to_string(client_code);
        record("closed " + std::to_string(connection.value) + code);
    }

    /// Called on the reactor's thread with each frame. Set before the bench runs.
    std::function<void(ConnectionId, std::string_view)> when_frame;

    /// Waits for an event; false if it does not come.
    bool wait_for(const std::string& event);
    bool wait_for_count(const std::string& prefix, std::size_t count);
    std::size_t count(const std::string& prefix);

  private:
    void record(std::string event);
    std::size_t count_locked(const std::string& prefix) const;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> events_;
};

struct NetBenchSettings {
    net::HttpSettings http{};
    net::WebSocketSettings sockets{};
    std::vector<std::string> origins{};
    std::vector<net::HttpRoute> routes{};
    net::StaticFiles files{};
    std::function<void(net::Connections&, ConnectionId, std::string_view)> when_frame{};
};

/// The listener and the transport on a free port, on a thread of their own.
class NetBench {
  public:
    explicit NetBench(NetBenchSettings settings = {});
    ~NetBench();
    NetBench(const NetBench&) = delete;
    NetBench& operator=(const NetBench&) = delete;

    std::uint16_t port() const { return port_; }
    RecordedEvents& events() { return events_; }
    net::WebSocketServer& connections() { return sockets_; }
    /// Runs `job` on the reactor's thread and waits for it.
    void on_reactor(const std::function<void()>& job);
    /// Waits until all WebSockets are gone.
    bool wait_for_no_connections();
    std::size_t http_connections();
    std::string log_text();

  private:
    std::ostringstream log_lines_;
    ops::Log log_;
    net::Reactor reactor_{1};
    RecordedEvents events_;
    net::OriginPolicy origins_;
    net::RouteTable routes_;
    net::StaticFiles files_;
    net::WebSocketServer sockets_;
    net::HttpServer http_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace stimchat::test
