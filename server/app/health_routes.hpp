#pragma once

#include "server/app/database_alarm.hpp"
#include "server/app/reactor_timer.hpp"
#include "server/net/http_message.hpp"
#include "server/storage/store_queue.hpp"

#include <chrono>
#include <vector>

namespace stimchat::app {

inline constexpr std::chrono::milliseconds health_timeout = std::chrono::seconds(2);

/// GET /health: does the database work, as far as is known? GET /ready: may traffic be sent here? For whoever watches
/// the process. On the reactor's thread.
class HealthRoutes {
  public:
    /// Everything handed in outlives it.
    HealthRoutes(net::Reactor& reactor, storage::StoreQueue& store, const DatabaseAlarm& alarm)
        : store_(store), alarm_(alarm), timer_(reactor.get_executor()) {}

    std::vector<net::HttpRoute> routes();
    /// False until the server listens, and again while it stops.
    void set_ready(bool ready) { ready_ = ready; }

  private:
    void on_health(const net::Responder& respond);
    void ask_store();
    void answer_all(const net::HttpResponse& response);

    storage::StoreQueue& store_;
    const DatabaseAlarm& alarm_;
    ReactorTimer timer_;
    /// However many ask, there is one question to the database at a time, so that nobody can fill its queue.
    bool asking_ = false;
    std::vector<net::Responder> waiting_;
    bool ready_ = false;
};

}  // namespace stimchat::app
