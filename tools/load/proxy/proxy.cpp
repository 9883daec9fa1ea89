#include "tools/load/proxy/proxy.hpp"

#include "tools/load/measure/clock.hpp"
#include "tools/load/sockets/tcp.hpp"

#include <iterator>
#include <stdexcept>

#include <sys/epoll.h>

namespace stimchat::load {

namespace {

constexpr std::int64_t ns_per_ms = 1'000'000;
constexpr int accepted_per_turn_max = 256;
constexpr std::size_t next_cuts_max = 1000;
constexpr std::uint32_t loopback_network = 127;

}  // namespace

Proxy::Proxy(Reactor& reactor, Endpoint target, std::uint16_t port) : reactor_(reactor), target_(target) {
    if (target.address >> 24 != loopback_network)
        throw std::invalid_argument("the proxy takes loopback addresses alone as its target");
    listener_ = listen_on(port);
    port_ = port_of(listener_);
    reactor_.watch(listener_.number(), EPOLLIN, *this);
}

void Proxy::on_ready(std::uint32_t) {
    const std::int64_t now_ns = steady_ns();
    for (int i = 0; i < accepted_per_turn_max; ++i) {
        Descriptor client = accept_from(listener_);
        if (!client) return;
        take_over(std::move(client), now_ns);
    }
}

void Proxy::take_over(Descriptor client, std::int64_t now_ns) {
    if (now_ns < refusing_until_ns_ || connections_.size() >= connections_max) return reset_socket(client);
    const std::uint64_t number = ++accepted_;
    auto connection = std::make_unique<ProxiedConnection>(*this, reactor_, number, std::move(client), target_);
    if (!next_cuts_.empty()) {
        connection->suffer(next_cuts_.back(), now_ns);
        next_cuts_.pop_back();
    }
    connections_.emplace(number, std::move(connection));
}

std::size_t Proxy::apply_to_all(const Fault& fault) {
    const std::int64_t now_ns = steady_ns();
    if (apply_to_later_ones(fault, now_ns)) return 0;
    const std::size_t concerned = connections_.size();
    for (auto next = connections_.begin(); next != connections_.end();)
        apply(*(next++)->second, fault, now_ns);
    return concerned;
}

std::size_t Proxy::apply_to_one(const Fault& fault, std::uint64_t pick) {
    const std::int64_t now_ns = steady_ns();
    if (apply_to_later_ones(fault, now_ns) || connections_.empty()) return 0;
    const auto picked = std::next(connections_.begin(), static_cast<std::ptrdiff_t>(pick % connections_.size()));
    apply(*picked->second, fault, now_ns);
    return 1;
}

std::size_t Proxy::apply_to_newest(const Fault& fault) {
    return connections_.empty() ? 0 : apply_to_one(fault, connections_.size() - 1);
}

bool Proxy::apply_to_later_ones(const Fault& fault, std::int64_t now_ns) {
    switch (fault.kind) {
        case FaultKind::refuse:
            refusing_until_ns_ = now_ns + fault.amount * ns_per_ms;
            return true;
        case FaultKind::next_cut_from_client:
            if (next_cuts_.size() < next_cuts_max) next_cuts_.push_back({FaultKind::cut_from_client, fault.amount});
            return true;
        case FaultKind::next_cut_from_server:
            if (next_cuts_.size() < next_cuts_max) next_cuts_.push_back({FaultKind::cut_from_server, fault.amount});
            return true;
        default:
            return false;
    }
}

void Proxy::apply(ProxiedConnection& connection, const Fault& fault, std::int64_t now_ns) {
    connection.suffer(fault, now_ns);
    connection.pump(now_ns);
    take_note_of(connection, now_ns);
}

void Proxy::heal() {
    shape_ = {};
    refusing_until_ns_ = 0;
    next_cuts_.clear();
    const std::int64_t now_ns = steady_ns();
    for (auto next = connections_.begin(); next != connections_.end();) {
        ProxiedConnection& connection = *(next++)->second;
        if (connection.is_swallowing()) apply(connection, {FaultKind::reset}, now_ns);
    }
}

std::optional<std::int64_t> Proxy::next_due_ns() const {
    return due_.empty() ? std::nullopt : std::optional(due_.begin()->first);
}

void Proxy::on_time() {
    over_.clear();
    const std::int64_t now_ns = steady_ns();
    while (!due_.empty() && due_.begin()->first <= now_ns) {
        ProxiedConnection& connection = *connections_.at(due_.begin()->second);
        connection.pump(now_ns);
        take_note_of(connection, now_ns);
    }
}

void Proxy::take_note_of(ProxiedConnection& connection, std::int64_t now_ns) {
    const std::uint64_t number = connection.number();
    if (const auto found = due_of_.find(number); found != due_of_.end()) {
        due_.erase({found->second, number});
        due_of_.erase(found);
    }
    if (connection.is_over()) {
        const auto found = connections_.find(number);
        over_.push_back(std::move(found->second));
        connections_.erase(found);
    } else if (const auto due_ns = connection.next_due_ns(now_ns)) {
        due_.emplace(*due_ns, number);
        due_of_.emplace(number, *due_ns);
    }
}

}  // namespace stimchat::load
