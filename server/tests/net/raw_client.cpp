#include "server/tests/net/raw_client.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace stimchat::test {
namespace {

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

}  // namespace

RawClient::RawClient(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval wait{.tv_sec = patience.count(), .tv_usec = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(descriptor_);
        throw std::runtime_error("cannot connect");
    }
}

RawClient::~RawClient() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

RawClient::RawClient(RawClient&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), received_(std::move(other.received_)) {}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawClient::fill() {
    char block[64 * 1024];
    const ssize_t size = ::recv(descriptor_, block, sizeof block, 0);
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) throw std::runtime_error("the server did not answer");
    if (size <= 0) return false;
    received_.append(block, static_cast<std::size_t>(size));
    return true;
}

std::string RawClient::read_until(std::string_view end) {
    std::size_t at = received_.find(end);
    while (at == std::string::npos) {
        if (!fill()) return std::exchange(received_, {});
        at = received_.find(end);
    }
    return read_bytes(at + end.size());
}

std::string RawClient::read_bytes(std::size_t count) {
    while (received_.size() < count && fill()) {
    }
    const std::size_t available = std::min(count, received_.size());
    std::string bytes = received_.substr(0, available);
    received_.erase(0, available);
    return bytes;
}

void RawClient::read_some(std::size_t count) {
    std::string block(count, '\0');
    ::recv(descriptor_, block.data(), block.size(), MSG_DONTWAIT);
}

std::string RawClient::read_to_end() {
    while (fill()) {
    }
    return std::exchange(received_, {});
}

bool RawClient::sees_end() {
    read_to_end();
    return true;
}

void RawClient::reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(std::exchange(descriptor_, -1));
}

void RawClient::shrink_receive_buffer() {
    const int bytes = 4096;
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

std::string Reply::header(std::string_view name) const {
    const std::string lower = lower_case(head);
    const std::size_t at = lower.find("\r\n" + lower_case(std::string(name)) + ": ");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + 2 + name.size() + 2;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

std::optional<Reply> ask(RawClient& client, std::string_view request, bool is_head) {
    client.send(request);
    Reply reply;
    reply.head = client.read_until("\r\n\r\n");
    if (!reply.head.starts_with("HTTP/1.1 ")) return std::nullopt;
    reply.status = std::stoi(reply.head.substr(9, 3));
    const std::string length = reply.header("Content-Length");
    const bool has_body = !is_head && reply.status != 304 && reply.status != 101 && !length.empty();
    if (has_body) reply.body = client.read_bytes(std::stoul(length));
    return reply;
}

std::optional<Reply> ask(std::uint16_t port, std::string_view request, bool is_head) {
    RawClient client(port);
    return ask(client, request, is_head);
}

std::string get(std::string_view path, std::string_view headers) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) + "\r\n";
}

std::string post(std::string_view path, std::string_view body, std::string_view headers) {
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(headers) + "\r\n" + std::string(body);
}

}  // namespace stimchat::test
