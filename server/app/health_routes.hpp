#pragma once

#include "server/app/reactor_timer.hpp"
#include "server/net/http_message.hpp"
#include "server/storage/store_queue.hpp"

#include <chrono>
#include <vector>

namespace stimchat::app {

inline constexpr std::chrono::milliseconds health_timeout = std::chrono::seconds(2);

/// GET /health: is the database reachable? GET /ready: may traffic be sent here? For whoever watches the process. On
/// the reactor's thread.
class HealthRoutes {
  public:
    /// Both outlive it.
    HealthRoutes(net::Reactor& reactor, storage::StoreQueue& store) : store_(store), timer_(reactor.get_executor()) {}

    std::vector<net::HttpRoute> routes();
    /// False until the server listens, and again while it stops.
    void set_ready(bool ready) { ready_ = ready; }

  private:
    void on_health(const net::Responder& respond);
    void ask_store();
    void answer_all(const net::HttpResponse& response);

    storage::StoreQueue& store_;
    ReactorTimer timer_;
    /// However many ask, there is one question to the database at a time, so that nobody can fill its queue.
    bool asking_ = false;
    std::vector<net::Responder> waiting_;
    bool ready_ = false;
};

}  // namespace stimchat::app
