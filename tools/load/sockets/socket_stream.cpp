#include "tools/load/sockets/socket_stream.hpp"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace stimchat::load {

namespace {

constexpr std::size_t read_bytes_max = 64 * 1024;
constexpr std::uint32_t connections_per_address = 4000;
constexpr std::uint32_t first_source_address = 0x7F000101;  // 127.0.1.1

sockaddr_in address_of(std::uint32_t address, std::uint16_t port) {
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_addr.s_addr = htonl(address);
    result.sin_port = htons(port);
    return result;
}

void set_option(int socket, int level, int option) {
    const int on = 1;
    if (setsockopt(socket, level, option, &on, sizeof on) < 0)
        throw std::system_error(errno, std::generic_category(), "setsockopt");
}

}  // namespace

std::uint32_t source_address(std::uint32_t index) {
    return first_source_address + index / connections_per_address;
}

void SocketStream::connect(Endpoint server, std::uint32_t from) {
    close();
    ++generation_;
    socket_ = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket_) throw std::system_error(errno, std::generic_category(), "socket");
    set_option(socket_.number(), IPPROTO_TCP, TCP_NODELAY);
    // The port is chosen when the destination is known: then 4-tuples have to differ, not ports.
    set_option(socket_.number(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
    const sockaddr_in source = address_of(from, 0);
    if (bind(socket_.number(), reinterpret_cast<const sockaddr*>(&source), sizeof source) < 0)
        throw std::system_error(errno, std::generic_category(), "bind");
    const sockaddr_in target = address_of(server.address, server.port);
    const int result = ::connect(socket_.number(), reinterpret_cast<const sockaddr*>(&target), sizeof target);
    if (result < 0 && errno != EINPROGRESS) throw std::system_error(errno, std::generic_category(), "connect");
    connecting_ = true;
    room_wanted_ = true;
    reactor_.watch(socket_.number(), EPOLLIN | EPOLLOUT, *this);
}

void SocketStream::adopt(Descriptor socket) {
    close();
    ++generation_;
    socket_ = std::move(socket);
    set_option(socket_.number(), IPPROTO_TCP, TCP_NODELAY);
    reactor_.watch(socket_.number(), EPOLLIN, *this);
}

void SocketStream::close() {
    socket_.reset();
    input_.clear();
    output_.clear();
    connecting_ = false;
    room_wanted_ = false;
}

void SocketStream::disconnected() {
    if (!socket_) return;
    close();
    owner_.on_disconnected();
}

void SocketStream::on_ready(std::uint32_t events) {
    if (!socket_) return;
    if (connecting_) {
        if (events & (EPOLLERR | EPOLLHUP)) return disconnected();
        if (!(events & EPOLLOUT)) return;
        connecting_ = false;
        owner_.on_connected();
        return write_some();
    }
    if (events & EPOLLOUT) write_some();
    if (socket_ && (events & (EPOLLIN | EPOLLERR | EPOLLHUP))) {
        reading_ = true;
        const bool alive = read_some();
        reading_ = false;
        if (!alive) return disconnected();
        write_some();
    }
}

bool SocketStream::read_some() {
    static std::array<char, read_bytes_max> buffer;  // one reactor, one thread
    const ssize_t count = ::read(socket_.number(), buffer.data(), buffer.size());
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    if (count == 0) return false;
    consume({buffer.data(), static_cast<std::size_t>(count)});
    return true;
}

void SocketStream::consume(std::string_view fresh) {
    // What is left belongs to this connection: the owner may close it, or open the next one, while it reads.
    const std::uint32_t generation = generation_;
    std::string pending;
    if (!input_.empty()) {
        pending = std::exchange(input_, {});
        pending.append(fresh);
        fresh = pending;
    }
    const std::size_t used = owner_.on_bytes(fresh);
    if (socket_ && generation == generation_) input_.assign(fresh.substr(used));
}

void SocketStream::flush() {
    if (!reading_) write_some();
}

void SocketStream::write_some() {
    if (!socket_ || connecting_) return;
    if (!output_.empty()) {
        const ssize_t count = ::send(socket_.number(), output_.data(), output_.size(), MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN && errno != EINTR) return;  // the read side tells of the end
        if (count > 0) output_.erase(0, static_cast<std::size_t>(count));
    }
    wait_for_room(!output_.empty());
}

void SocketStream::wait_for_room(bool wanted) {
    if (wanted == room_wanted_) return;
    room_wanted_ = wanted;
    reactor_.change(socket_.number(), wanted ? EPOLLIN | EPOLLOUT : EPOLLIN, *this);
}

}  // namespace stimchat::load
