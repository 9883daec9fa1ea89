#include "tools/bench/floor_server.hpp"

#include <cerrno>
#include <system_error>

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace stimchat::bench {

namespace {

constexpr int listen_queue = 4096;

void require(int result, const char* what) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

class FloorServer::Member final : private load::SocketStream::Owner {
  public:
    Member(load::Reactor& reactor, load::Descriptor socket) : stream_(reactor, *this) {
        stream_.adopt(std::move(socket));
    }

    void meet(Member& other) {
        partner_ = &other;
        other.partner_ = this;
    }

  private:
    void on_connected() override {}

    std::size_t on_bytes(std::string_view bytes) override {
        if (partner_ == nullptr) return 0;
        const std::size_t used = for_each_record(bytes, [this](RecordHead head, std::string_view record) {
            partner_->stream_.output().append(record);
            head.kind = RecordKind::ack;
            stream_.output().append(reinterpret_cast<const char*>(&head), sizeof head);
        });
        partner_->stream_.flush();
        return used;
    }

    void on_disconnected() override {
        if (partner_ != nullptr) partner_->partner_ = nullptr;
        partner_ = nullptr;
    }

    load::SocketStream stream_;
    Member* partner_ = nullptr;
};

FloorServer::FloorServer(load::Reactor& reactor, std::uint16_t port)
    : reactor_(reactor), listener_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    require(listener_.number(), "socket");
    const int on = 1;
    require(setsockopt(listener_.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "setsockopt");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    require(bind(listener_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    require(listen(listener_.number(), listen_queue), "listen");
    reactor_.watch(listener_.number(), EPOLLIN, *this);
}

FloorServer::~FloorServer() = default;

std::uint16_t FloorServer::port() const {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    require(getsockname(listener_.number(), reinterpret_cast<sockaddr*>(&address), &length), "getsockname");
    return ntohs(address.sin_port);
}

void FloorServer::on_ready(std::uint32_t) {
    while (true) {
        load::Descriptor socket(accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!socket) return;
        members_.push_back(std::make_unique<Member>(reactor_, std::move(socket)));
        if (members_.size() % 2 == 0) members_.back()->meet(*members_[members_.size() - 2]);
    }
}

}  // namespace stimchat::bench
