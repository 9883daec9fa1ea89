#include "server/net/websocket_server.hpp"

#include "server/net/websocket_connection.hpp"
#include "server/net/websocket_upgrade.hpp"
#include "server/ops/log_throttle.hpp"

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <boost/asio/basic_waitable_timer.hpp>

namespace stimchat::net {
namespace {

constexpr int busy_retry_after_s = 10;
constexpr std::size_t discard_bytes = 16 * 1024;

using SteadyTimer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      Reactor::executor_type>;

}  // namespace

/// The connections by their dense ids, the turn's list of those with output, and the sweep.
class WebSocketServer::Hub final : public ConnectionHub, public std::enable_shared_from_this<Hub> {
  public:
    Hub(Reactor& reactor, const WebSocketSettings& settings, const OriginPolicy& origins, ConnectionEvents& events,
        ops::Log& log)
        : origins(origins),
          refused(log, "websocket.refused"),
          reactor_(reactor),
          settings_(settings),
          events_(events),
          timer_(reactor.get_executor()) {}

    void start() { sweep_later(); }
    /// Closes all without telling. Handlers that are still in the reactor find nothing to do.
    void stop();

    const WebSocketSettings& settings() const override { return settings_; }
    ConnectionEvents& events() override { return events_; }
    boost::asio::mutable_buffer discard() override { return boost::asio::buffer(discard_); }
    void flush_later(std::shared_ptr<WebSocketConnection> connection) override;
    void forget(ConnectionId connection) override;

    ConnectionId add(TcpSocket socket);
    std::shared_ptr<WebSocketConnection> find(ConnectionId connection) const;
    std::size_t count() const { return slots_.size() - free_.size(); }

    const OriginPolicy& origins;
    ops::LogThrottle refused;
    bool accepting = true;

  private:
    void flush_turn();
    void sweep_later();
    void sweep();

    Reactor& reactor_;
    WebSocketSettings settings_;
    ConnectionEvents& events_;
    SteadyTimer timer_;
    bool stopped_ = false;
    std::vector<std::shared_ptr<WebSocketConnection>> slots_;
    std::vector<std::uint32_t> free_;
    std::vector<std::shared_ptr<WebSocketConnection>> with_output_;
    std::vector<std::shared_ptr<WebSocketConnection>> flushing_;  ///< kept for its memory
    std::array<char, discard_bytes> discard_{};
};

ConnectionId WebSocketServer::Hub::add(TcpSocket socket) {
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.emplace_back();
    }
    const ConnectionId id{free_.back()};
    free_.pop_back();
    slots_[id.value] = std::make_shared<WebSocketConnection>(id, std::move(socket), *this);
    return id;
}

std::shared_ptr<WebSocketConnection> WebSocketServer::Hub::find(ConnectionId connection) const {
    return connection.value < slots_.size() ? slots_[connection.value] : nullptr;
}

void WebSocketServer::Hub::forget(ConnectionId connection) {
    slots_[connection.value].reset();
    free_.push_back(connection.value);
}

void WebSocketServer::Hub::flush_later(std::shared_ptr<WebSocketConnection> connection) {
    with_output_.push_back(std::move(connection));
    if (with_output_.size() > 1) return;
    // Behind everything that is ready in this turn, so that all of it shares one system call for each connection.
    boost::asio::post(reactor_, [self = shared_from_this()] { self->flush_turn(); });
}

void WebSocketServer::Hub::flush_turn() {
    flushing_.swap(with_output_);
    for (const auto& connection : flushing_)
        connection->flush();
    flushing_.clear();
}

void WebSocketServer::Hub::sweep_later() {
    timer_.expires_after(settings_.sweep_interval);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code fault) {
        if (!fault && !self->stopped_) self->sweep();
    });
}

void WebSocketServer::Hub::sweep() {
    const SteadyTime now = std::chrono::steady_clock::now();
    // By index: what a sweep causes may add connections.
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        if (const auto connection = slots_[i]) connection->sweep(now);
    }
    sweep_later();
}

void WebSocketServer::Hub::stop() {
    stopped_ = true;
    timer_.cancel();
    for (const auto& connection : slots_) {
        if (connection) connection->abandon();
    }
    slots_.clear();
    free_.clear();
    with_output_.clear();
}

WebSocketServer::WebSocketServer(Reactor& reactor, const WebSocketSettings& settings, const OriginPolicy& origins,
                                 ConnectionEvents& events, ops::Log& log)
    : hub_(std::make_shared<Hub>(reactor, settings, origins, events, log)) {
    hub_->start();
}

WebSocketServer::~WebSocketServer() {
    hub_->stop();
}

void WebSocketServer::send(ConnectionId connection, std::string_view frame) {
    if (const auto found = hub_->find(connection)) found->send(frame);
}

void WebSocketServer::ping(ConnectionId connection) {
    if (const auto found = hub_->find(connection)) found->ping();
}

void WebSocketServer::close(ConnectionId connection, protocol::CloseCode code) {
    if (const auto found = hub_->find(connection)) found->close(code);
}

void WebSocketServer::cut(ConnectionId connection) {
    if (const auto found = hub_->find(connection)) found->cut();
}

void WebSocketServer::stall(ConnectionId connection, std::chrono::milliseconds duration) {
    if (const auto found = hub_->find(connection)) found->stall(std::chrono::steady_clock::now() + duration);
}

std::optional<HttpResponse> WebSocketServer::refuse(const HttpRequest& request) {
    if (auto refusal = refuse_upgrade(request, hub_->origins)) {
        hub_->refused.happened("the handshake is not acceptable");
        return refusal;
    }
    if (hub_->accepting && hub_->count() < hub_->settings().connections_max) return std::nullopt;
    hub_->refused.happened(hub_->accepting ? "too many connections" : "stopping");
    return problem_retry_after(503, "/problems/busy", "The server is busy",
                               "It has as many connections as it can hold, or is about to stop.", busy_retry_after_s);
}

void WebSocketServer::adopt(const HttpRequest& request, TcpSocket socket) {
    const ConnectionId id = hub_->add(std::move(socket));
    const auto connection = hub_->find(id);
    if (!connection->accept(request)) {
        hub_->refused.happened("the handshake failed");
        connection->abandon();
        return hub_->forget(id);
    }
    hub_->events().on_opened(id);
    connection->start_reading();
}

void WebSocketServer::stop_accepting() {
    hub_->accepting = false;
}

std::size_t WebSocketServer::connections() const {
    return hub_->count();
}

}  // namespace stimchat::net
