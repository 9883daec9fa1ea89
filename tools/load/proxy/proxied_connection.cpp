#include "tools/load/proxy/proxied_connection.hpp"

#include "tools/load/measure/clock.hpp"
#include "tools/load/proxy/proxy.hpp"
#include "tools/load/sockets/tcp.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include <sys/epoll.h>
#include <sys/socket.h>

namespace stimchat::load {

namespace {

constexpr std::int64_t ns_per_ms = 1'000'000;
constexpr std::size_t read_bytes_max = 16 * 1024;

}  // namespace

ProxiedConnection::ProxiedConnection(Proxy& proxy, Reactor& reactor, std::uint64_t number, Descriptor client,
                                     Endpoint target)
    : proxy_(proxy), reactor_(reactor), number_(number) {
    client_.socket = std::move(client);
    server_.socket = start_to_connect(target);
    server_.is_connecting = true;
    for (End* end : {&client_, &server_}) {
        end->events_wanted = EPOLLIN | (end->is_connecting ? EPOLLOUT : 0U);
        reactor_.watch(end->socket.number(), end->events_wanted, *end);
    }
}

void ProxiedConnection::suffer(const Fault& fault, std::int64_t now_ns) {
    switch (fault.kind) {
        case FaultKind::reset:
            return reset();
        case FaultKind::close:
            tell_the_end_to(client_);
            return tell_the_end_to(server_);
        case FaultKind::lose_client:
            is_swallowing_ = true;
            return reset_socket(client_.socket);
        case FaultKind::lose_server:
            is_swallowing_ = true;
            return reset_socket(server_.socket);
        case FaultKind::swallow:
            is_swallowing_ = true;
            return;
        case FaultKind::stall:
            client_.line.hold_until(now_ns + fault.amount * ns_per_ms);
            return server_.line.hold_until(now_ns + fault.amount * ns_per_ms);
        case FaultKind::cut_from_client:
            return client_.line.end_after(fault.amount);
        case FaultKind::cut_from_server:
            return server_.line.end_after(fault.amount);
        case FaultKind::next_cut_from_client:
        case FaultKind::next_cut_from_server:
        case FaultKind::refuse:
            return;
    }
}

void ProxiedConnection::reset() {
    reset_socket(client_.socket);
    reset_socket(server_.socket);
}

void ProxiedConnection::pump(std::int64_t now_ns) {
    if (!is_swallowing_) {
        write_to(client_, now_ns);
        write_to(server_, now_ns);
        if (client_.line.has_ended() || server_.line.has_ended()) reset();
    }
    watch(client_);
    watch(server_);
}

std::optional<std::int64_t> ProxiedConnection::next_due_ns(std::int64_t now_ns) const {
    if (is_swallowing_ || is_over()) return std::nullopt;
    const auto from_client = client_.line.next_due_ns(now_ns);
    const auto from_server = server_.line.next_due_ns(now_ns);
    if (!from_client || !from_server) return from_client ? from_client : from_server;
    return std::min(*from_client, *from_server);
}

void ProxiedConnection::on_ready(End& end, std::uint32_t events) {
    if (!end.socket) return;  // closed in this turn
    const std::int64_t now_ns = steady_ns();
    if (end.is_connecting) {
        if (events & (EPOLLERR | EPOLLHUP)) {
            reset();  // nobody listens there
        } else if (events & EPOLLOUT) {
            end.is_connecting = false;
        }
    } else if (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
        read_from(end, now_ns);
    }
    pump(now_ns);
    proxy_.take_note_of(*this, now_ns);
}

void ProxiedConnection::read_from(End& end, std::int64_t now_ns) {
    static std::array<char, read_bytes_max> buffer;  // one reactor, one thread
    const ssize_t count = ::recv(end.socket.number(), buffer.data(), buffer.size(), 0);
    if (count < 0) return errno == EAGAIN || errno == EINTR ? void() : fail(end);
    if (count > 0) {
        if (!is_swallowing_) end.line.push({buffer.data(), static_cast<std::size_t>(count)}, proxy_.shape(), now_ns);
        return;
    }
    end.has_finished = true;
    // Nobody is told of the end of a half-open connection; its other half stays until it is closed as well.
    if (is_swallowing_) end.socket.reset();
}

void ProxiedConnection::write_to(End& end, std::int64_t now_ns) {
    DelayLine& line = other(end).line;
    end.needs_room = false;
    if (!end.socket || end.is_connecting) return;
    const std::string_view due = line.ready(now_ns);
    if (!due.empty() && !end.was_told_the_end) {
        const ssize_t count = ::send(end.socket.number(), due.data(), due.size(), MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN && errno != EINTR) return fail(end);
        const auto sent = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
        end.needs_room = sent < due.size();
        line.sent(sent);
    }
    if (line.is_empty() && other(end).has_finished) tell_the_end_to(end);
    if (end.was_told_the_end && end.has_finished) end.socket.reset();
}

void ProxiedConnection::tell_the_end_to(End& end) {
    if (!end.socket || end.was_told_the_end) return;
    end.was_told_the_end = true;
    ::shutdown(end.socket.number(), SHUT_WR);
}

void ProxiedConnection::fail(End& end) {
    if (is_swallowing_) return end.socket.reset();
    reset();
}

void ProxiedConnection::watch(End& end) {
    if (!end.socket) return;
    // A swallowing connection reads on: a full line would tell an end that something is wrong.
    const bool wants_bytes = is_swallowing_ || (!end.has_finished && end.line.has_room());
    const bool wants_room = end.is_connecting || (end.needs_room && !is_swallowing_);
    const std::uint32_t events = (wants_bytes ? EPOLLIN : 0U) | (wants_room ? EPOLLOUT : 0U);
    if (events == end.events_wanted) return;
    end.events_wanted = events;
    reactor_.change(end.socket.number(), events, end);
}

}  // namespace stimchat::load
