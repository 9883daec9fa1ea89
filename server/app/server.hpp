#pragma once

#include "server/api/public_routes.hpp"
#include "server/app/ban_book.hpp"
#include "server/app/chat_service.hpp"
#include "server/app/database_alarm.hpp"
#include "server/app/health_routes.hpp"
#include "server/app/provisions.hpp"
#include "server/app/test_faults.hpp"
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

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
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
    /// Takes nobody new, lets chats go on for a while, closes them, lets what else has begun finish, then ends run():
    /// all by StopPlan. A second call closes everybody at once. From any thread.
    void stop();
    /// After run(): what the database has not done yet, because it does not answer. The destructor would wait for it.
    std::size_t database_jobs_unfinished() const { return store_.waiting(); }

  private:
    std::uint16_t listen();
    void catch_up_with_bans();
    std::vector<net::HttpRoute> all_routes();
    void await_signal();
    void on_stop_asked();
    void begin_drain();
    void hurry_drain();
    void watch_drain();
    void refuse_sockets();
    bool is_quiet() const;
    void end(std::string_view why);
    /// How long somebody new is asked to wait; nothing while they are welcome.
    std::optional<int> newcomers_wait_s() const;

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
    DatabaseAlarm alarm_;
    engine::ChatEngine engine_;
    ChatService chat_;
    BanBook bans_;
    net::WebSocketServer sockets_;
    std::unique_ptr<TestFaults> test_faults_;  ///< null unless they were asked for
    HealthRoutes health_;
    console::Console console_;
    net::RouteTable routes_;
    net::HttpServer http_;
    boost::asio::signal_set signals_;
    ReactorTimer drain_timer_;
    enum class Stopping : std::uint8_t { no, draining, closing } stopping_ = Stopping::no;
    Instant closed_by_{};  ///< valid from draining on
    Instant ends_by_{};    ///< the same
};

}  // namespace stimchat::app
