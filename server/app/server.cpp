#include "server/app/server.hpp"

#include "server/app/stop_plan.hpp"
#include "server/ops/log_throttle.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iterator>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <utility>

#include <boost/asio/post.hpp>

namespace stimchat::app {
namespace {

constexpr std::chrono::milliseconds drain_check_interval{20};
/// For close frames to be sent when a second signal asks for the end at once.
constexpr Duration hurried_end = milliseconds(300);
/// What the next server may take to start.
constexpr int restart_s = 2;
/// Beyond the engine's own bound, so that it can refuse with a NACK that says why; an answer to the handshake is
/// nothing that a page can read.
constexpr std::size_t connections_beyond_max = 64;

net::WebSocketSettings websocket_settings(const config::Config& config) {
    net::WebSocketSettings settings;
    settings.connections_max = config.engine.connections_max + connections_beyond_max;
    settings.write_stall_timeout = std::chrono::milliseconds(config.write_stall_timeout.ms);
    return settings;
}

net::HttpSettings http_settings(const config::Config& config) {
    net::HttpSettings settings;
    settings.address = config.address;
    settings.port = config.port;
    return settings;
}

void append(std::vector<net::HttpRoute>& routes, std::vector<net::HttpRoute> more) {
    std::move(more.begin(), more.end(), std::back_inserter(routes));
}

}  // namespace

Server::Server(const config::Config& config, Provisions provisions, ops::Log& log)
    : config_(config),
      log_(log),
      origins_(config.origins),
      key_(provisions.key),
      tokens_(key_, config.token_life),
      files_(std::move(provisions.files)),
      store_(
          std::move(provisions.store),
          [this](std::function<void()> job) { boost::asio::post(reactor_, std::move(job)); },
          storage::store_queue_jobs_max, [this](const storage::StoreFault& fault) { alarm_.heard_of(fault); }),
      alarm_(reactor_, store_, clock_, log),
      engine_(config.engine, tokens_, random_),
      chat_(reactor_, engine_, store_, clock_, log),
      bans_(chat_),
      sockets_(reactor_, websocket_settings(config), origins_, chat_, log),
      test_faults_(config.test_faults ? std::make_unique<TestFaults>(engine_, chat_, sockets_, log) : nullptr),
      health_(reactor_, store_, alarm_),
      console_({store_, bans_, origins_, key_, random_, [this] { return clock_.now(); },
                [this](std::function<void()> job) { boost::asio::post(reactor_, std::move(job)); }}),
      routes_(all_routes()),
      http_(reactor_, http_settings(config), routes_, files_, origins_, sockets_, log),
      signals_(reactor_, SIGTERM, SIGINT),
      drain_timer_(reactor_.get_executor()) {
    if (test_faults_) {
        chat_.use(*test_faults_);
    } else {
        chat_.use(sockets_);
    }
    for (const engine::Ban& ban : provisions.bans)
        bans_.imposed(ban);
    alarm_.when_over([this] { catch_up_with_bans(); });
}

void Server::catch_up_with_bans() {
    store_.submit<std::vector<storage::BanRow>>(
        [now = clock_.now()](storage::Store& store) { return store.active_bans(now, bans_max); },
        [this](const storage::StoreResult<std::vector<storage::BanRow>>& active) {
            if (active) bans_.align(*active);  // else the alarm is raised again, and this is not the last time
        });
}

std::vector<net::HttpRoute> Server::all_routes() {
    std::vector<net::HttpRoute> routes = health_.routes();
    append(routes, api::public_routes({tokens_, chat_, origins_, [this] { return clock_.now(); },
                                       [this] { return newcomers_wait_s(); }}));
    append(routes, console_.routes());
    if (test_faults_) routes.push_back(api::test_fault_route(*test_faults_, origins_));
    return routes;
}

std::uint16_t Server::open() {
    const std::uint16_t port = listen();
    await_signal();
    health_.set_ready(true);
    return port;
}

std::uint16_t Server::listen() {
    try {
        return http_.open();
    } catch (const std::exception& fault) {
        throw std::runtime_error(std::string(fault.what()) + ". Choose another with --port or --address.");
    }
}

/// An exception is a bug, but one in the answer to one person must not end the chats of all others.
void Server::run() {
    ops::LogThrottle bugs(log_, "server.bug");
    while (!reactor_.stopped()) {
        try {
            reactor_.run();
        } catch (const std::exception& bug) {
            bugs.happened(typeid(bug).name());
        }
    }
}

// --- the end, see StopPlan -----------------------------------------------------------------------------------------

void Server::stop() {
    boost::asio::post(reactor_, [this] { on_stop_asked(); });
}

void Server::await_signal() {
    signals_.async_wait([this](boost::system::error_code fault, int) {
        if (fault) return;
        on_stop_asked();
        await_signal();
    });
}

void Server::on_stop_asked() {
    if (stopping_ == Stopping::no) return begin_drain();
    hurry_drain();
}

/// The listener stays open: a chat that goes on needs a way back for whoever loses the connection.
void Server::begin_drain() {
    const StopPlan plan = plan_stop(config_.stop_grace);
    stopping_ = Stopping::draining;
    closed_by_ = clock_.now() + plan.closed_within;
    ends_by_ = clock_.now() + plan.ends_within;
    log_.info("server.stopping", {{"connections", sockets_.connections()},
                                  {"chats", engine_.counts().conversations_live},
                                  {"chats_for_ms", plan.chats_for.ms},
                                  {"ends_within_ms", plan.ends_within.ms}});
    health_.set_ready(false);
    chat_.drain(plan.chats_for, plan.closed_within);
    watch_drain();
}

void Server::hurry_drain() {
    log_.info("server.stopping_at_once", {{"connections", sockets_.connections()}});
    closed_by_ = clock_.now();
    ends_by_ = std::min(ends_by_, clock_.now() + hurried_end);
    chat_.drain(Duration{0}, Duration{0});
}

void Server::watch_drain() {
    const Instant now = clock_.now();
    if (now >= closed_by_ && stopping_ == Stopping::draining) refuse_sockets();
    if (is_quiet()) return end("all is done");
    if (now >= ends_by_) return end("the time is over");
    drain_timer_.expires_after(drain_check_interval);
    drain_timer_.async_wait([this](boost::system::error_code fault) {
        if (!fault) watch_drain();
    });
}

void Server::refuse_sockets() {
    stopping_ = Stopping::closing;
    sockets_.stop_accepting();
    log_.info("server.chats_closed", {{"connections", sockets_.connections()}});
}

bool Server::is_quiet() const {
    // A chat may be without connections for a moment, and wait for both to come back.
    const bool chats_are_over = stopping_ == Stopping::closing || engine_.counts().conversations_live == 0;
    return chats_are_over && sockets_.connections() == 0 && http_.requests_in_flight() == 0 &&
           chat_.reports_under_way() == 0;
}

void Server::end(std::string_view why) {
    http_.stop_accepting();
    log_.info("server.ending", {{"why", why},
                                {"connections", sockets_.connections()},
                                {"requests", http_.requests_in_flight()},
                                {"reports", chat_.reports_under_way()}});
    reactor_.stop();
}

std::optional<int> Server::newcomers_wait_s() const {
    if (stopping_ == Stopping::no) return std::nullopt;
    return static_cast<int>((ends_by_ - clock_.now()).ms / 1000) + restart_s;
}

}  // namespace stimchat::app
