#include "server/app/health_routes.hpp"

#include <utility>

namespace stimchat::app {
namespace {

constexpr int retry_after_s = 5;

net::HttpResponse healthy() {
    return {.status = 200,
            .content_type = "application/json",
            .body = R"({"status":"ok","database":"reachable"})",
            .headers = {}};
}

net::HttpResponse unhealthy(std::string_view detail) {
    return net::problem_retry_after(503, "/problems/database-unavailable", "The database cannot be reached", detail,
                                    retry_after_s);
}

}  // namespace

std::vector<net::HttpRoute> HealthRoutes::routes() {
    return {
        {net::Method::get, "/health",
         [this](const net::HttpRequest&, const net::Responder& respond) { on_health(respond); }},
        {net::Method::get, "/ready",
         [this](const net::HttpRequest&, const net::Responder& respond) {
             if (!ready_) {
                 return respond(net::problem_retry_after(503, "/problems/not-ready", "The server is not ready",
                                                         "It is starting or stopping.", retry_after_s));
             }
             respond(
                 {.status = 200, .content_type = "application/json", .body = R"({"status":"ready"})", .headers = {}});
         }},
    };
}

void HealthRoutes::on_health(const net::Responder& respond) {
    // Reading may well work while nothing can be written, and a failed write is known without asking.
    if (alarm_.is_raised()) return respond(unhealthy("Writing fails. Chats go on; reports have to wait."));
    waiting_.push_back(respond);
    if (waiting_.size() > 1) return;
    timer_.expires_after(health_timeout);
    timer_.async_wait([this](boost::system::error_code fault) {
        if (!fault) answer_all(unhealthy("It did not answer in time. Chats go on; reports have to wait."));
    });
    ask_store();
}

void HealthRoutes::ask_store() {
    if (std::exchange(asking_, true)) return;
    store_.submit<void>(
        [](storage::Store& store) { return store.ping(); },
        [this](const storage::StoreResult<void>& outcome) {
            asking_ = false;
            answer_all(outcome ? healthy() : unhealthy("Chats go on; reports have to wait until it is back."));
        });
}

void HealthRoutes::answer_all(const net::HttpResponse& response) {
    timer_.cancel();
    for (const net::Responder& respond : std::exchange(waiting_, {}))
        respond(response);
}

}  // namespace stimchat::app
