#include "server/app/server.hpp"

#include "server/ops/log_throttle.hpp"

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
/// Beyond the engine's own bound, so that it can refuse with a NACK that says why; an answer to the handshake is
/// nothing that a page can read.
constexpr std::size_t connections_beyond_max = 64;

net::WebSocketSettings websocket_settings(const config::Config& config) {
    net::WebSocketSettings settings;
    settings.connections_max = config.engine.connections_max + connections_beyond_max;
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
      store_(std::move(provisions.store),
             [this](std::function<void()> job) { boost::asio::post(reactor_, std::move(job)); }),
      engine_(config.engine, tokens_, random_),
      chat_(reactor_, engine_, store_, clock_, log),
      sockets_(reactor_, websocket_settings(config), origins_, chat_, log),
      health_(reactor_, store_),
      console_({store_, chat_, origins_, key_, random_, [this] { return clock_.now(); },
                [this](std::function<void()> job) { boost::asio::post(reactor_, std::move(job)); }}),
      routes_(all_routes()),
      http_(reactor_, http_settings(config), routes_, files_, origins_, sockets_, log),
      signals_(reactor_, SIGTERM, SIGINT),
      drain_timer_(reactor_.get_executor()) {
    chat_.use(sockets_);
    for (const engine::Ban& ban : provisions.bans)
        chat_.imposed(ban);
}

std::vector<net::HttpRoute> Server::all_routes() {
    std::vector<net::HttpRoute> routes = health_.routes();
    append(routes, api::public_routes({tokens_, chat_, origins_, [this] { return clock_.now(); }}));
    append(routes, console_.routes());
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

void Server::stop() {
    boost::asio::post(reactor_, [this] { begin_drain(); });
}

void Server::await_signal() {
    signals_.async_wait([this](boost::system::error_code fault, int) {
        if (fault) return;
        begin_drain();
        await_signal();
    });
}

void Server::begin_drain() {
    if (std::exchange(draining_, true)) return reactor_.stop();
    log_.info("server.stopping", {{"connections", sockets_.connections()}});
    drain_until_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(config_.drain_timeout.ms);
    health_.set_ready(false);
    http_.stop_accepting();
    sockets_.stop_accepting();
    chat_.drain();
    finish_drain_when_quiet();
}

void Server::finish_drain_when_quiet() {
    if (is_quiet() || std::chrono::steady_clock::now() >= drain_until_) return reactor_.stop();
    drain_timer_.expires_after(drain_check_interval);
    drain_timer_.async_wait([this](boost::system::error_code fault) {
        if (!fault) finish_drain_when_quiet();
    });
}

bool Server::is_quiet() const {
    return sockets_.connections() == 0 && http_.requests_in_flight() == 0 && chat_.reports_under_way() == 0;
}

}  // namespace stimchat::app
