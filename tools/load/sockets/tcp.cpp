#include "tools/load/sockets/tcp.hpp"

#include <cerrno>
#include <system_error>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace stimchat::load {

namespace {

constexpr int waiting_connections_max = 4096;

void require(bool holds, const char* what) {
    if (!holds) throw std::system_error(errno, std::generic_category(), what);
}

Descriptor make_socket() {
    Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    require(static_cast<bool>(socket), "socket");
    return socket;
}

sockaddr_in address_of(Endpoint endpoint) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(endpoint.address);
    address.sin_port = htons(endpoint.port);
    return address;
}

void turn_on(const Descriptor& socket, int level, int option) {
    const int on = 1;
    setsockopt(socket.number(), level, option, &on, sizeof on);
}

}  // namespace

Descriptor listen_on(std::uint16_t port) {
    Descriptor listener = make_socket();
    turn_on(listener, SOL_SOCKET, SO_REUSEADDR);
    const sockaddr_in address = address_of({INADDR_LOOPBACK, port});
    require(bind(listener.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0, "bind");
    require(listen(listener.number(), waiting_connections_max) == 0, "listen");
    return listener;
}

std::uint16_t port_of(const Descriptor& listener) {
    sockaddr_in address{};
    socklen_t bytes = sizeof address;
    require(getsockname(listener.number(), reinterpret_cast<sockaddr*>(&address), &bytes) == 0, "getsockname");
    return ntohs(address.sin_port);
}

Descriptor accept_from(const Descriptor& listener) {
    Descriptor socket(accept4(listener.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket) turn_on(socket, IPPROTO_TCP, TCP_NODELAY);
    return socket;
}

Descriptor start_to_connect(Endpoint target) {
    Descriptor socket = make_socket();
    turn_on(socket, IPPROTO_TCP, TCP_NODELAY);
    const sockaddr_in address = address_of(target);
    const int result = ::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    require(result == 0 || errno == EINPROGRESS, "connect");
    return socket;
}

void reset_socket(Descriptor& socket) {
    if (!socket) return;
    const linger at_once{1, 0};
    setsockopt(socket.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    socket.reset();
}

}  // namespace stimchat::load
