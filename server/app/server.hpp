#pragma once

#include "server/api/public_routes.hpp"
#include "server/app/chat_service.hpp"
#include "server/app/health_routes.hpp"
#include "server/app/provisions.hpp"
#include "server/config/config.hpp"
#include "server/console/console.hpp"
#include "server/engine/chat_engine.hpp"
#include "server/identity/sodium_random.hpp"
#include "server/identity/token_signer.hpp"
#include "server/net/http_server.hpp"
#include "server/net/origin.hpp"
#include "server/net/static_files.hpp"
#include "server/net/websocket_server.hpp"
#include "server/ops/log.hpp"
#include "server/ops/wall_clock.hpp"
#include "server/storage/store_queue.hpp"

#include <cstdint>
#include <memory>
#include <vector>

#include <boost/asio/signal_set.hpp>

namespace stimchat::app {

/// The object graph of a node. Members are in the order in which they need each other; they end in the reverse order,
/// so the console's thread and the database's end while the reactor is still there to post to.
class Server {
  public:
    Server(const config::Config& config, Provisions provisions, ops::Log& log);

    /// Listens; gives the port. Throws std::runtime_error if the address cannot be had.
    std::uint16_t open();
    /// Until stop() is done, or SIGTERM or SIGINT has led to it.
    void run();
    /// Takes nothing new, tells everybody, lets what has begun finish within the drain timeout, then ends run(). A
    /// second call ends it at once. From any thread.
    void stop();

  private:
    std::uint16_t listen();
    std::vector<net::HttpRoute> all_routes();
    void await_signal();
    void begin_drain();
    void finish_drain_when_quiet();
    bool is_quiet() const;

    const config::Config& config_;
    ops::Log& log_;
    net::Reactor reactor_{1};
    ops::WallClock clock_;
    identity::SodiumRandom random_;
    net::OriginPolicy origins_;
    identity::ServerKey key_;
    identity::TokenSigner tokens_;
    net::StaticFiles files_;
    storage::StoreQueue store_;
    engine::ChatEngine engine_;
    ChatService chat_;
    net::WebSocketServer sockets_;
    HealthRoutes health_;
    console::Console console_;
    net::RouteTable routes_;
    net::HttpServer http_;
    boost::asio::signal_set signals_;
    ReactorTimer drain_timer_;
    std::chrono::steady_clock::time_point drain_until_{};
    bool draining_ = false;
};

}  // namespace stimchat::app
