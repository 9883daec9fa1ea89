#include "tools/load/wire/identity_desk.hpp"

#include <charconv>

namespace stimchat::load {

namespace {

constexpr std::size_t lines_max = 8;
constexpr std::size_t answer_bytes_max = 16 * 1024;

std::string identity_request(std::uint16_t port) {
    return "POST /api/v1/identity HTTP/1.1\r\nHost: localhost:" + std::to_string(port) +
           "\r\nContent-Length: 0\r\n\r\n";
}

struct HttpAnswer {
    int status = 0;
    std::string_view body;
    std::size_t bytes = 0;  ///< header and body; 0: not complete yet
};

template <class Number>
Number number_at(std::string_view text) {
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Reads the answer of our own server, which always states Content-Length.
HttpAnswer read_answer(std::string_view bytes) {
    constexpr std::string_view length_name = "Content-Length: ";
    constexpr std::size_t status_at = 9;  // after "HTTP/1.1 "
    const std::size_t header_end = bytes.find("\r\n\r\n");
    if (header_end == std::string_view::npos) return {};
    const std::string_view header = bytes.substr(0, header_end);
    const std::size_t length_at = header.find(length_name);
    std::size_t length = 0;
    if (length_at != std::string_view::npos)
        length = number_at<std::size_t>(header.substr(length_at + length_name.size()));
    const std::size_t body_at = header_end + 4;
    if (bytes.size() - body_at < length) return {};
    return {number_at<int>(header.substr(status_at)), bytes.substr(body_at, length), body_at + length};
}

/// Tokens have no character that JSON escapes.
std::optional<std::string_view> token_in(std::string_view body) {
    constexpr std::string_view name = "\"token\":\"";
    const std::size_t start = body.find(name);
    if (start == std::string_view::npos) return std::nullopt;
    const std::size_t end = body.find('"', start + name.size());
    if (end == std::string_view::npos) return std::nullopt;
    return body.substr(start + name.size(), end - start - name.size());
}

}  // namespace

/// One connection, opened when it is first needed and again after the server has closed it.
class IdentityDesk::Line final : private SocketStream::Owner {
  public:
    Line(Reactor& reactor, Endpoint server, std::deque<Receiver>& waiting)
        : stream_(reactor, *this), server_(server), request_(identity_request(server.port)), waiting_(waiting) {}

    bool is_free() const { return !receiver_; }

    void take_next() {
        if (waiting_.empty()) return;
        receiver_ = std::move(waiting_.front());
        waiting_.pop_front();
        if (!stream_.is_open()) stream_.connect(server_, source_address(0));
        stream_.output() += request_;
        stream_.flush();
    }

  private:
    void on_connected() override {}

    std::size_t on_bytes(std::string_view bytes) override {
        const HttpAnswer answer = read_answer(bytes);
        if (answer.bytes == 0) {
            if (bytes.size() > answer_bytes_max) {
                stream_.close();
                settle(std::nullopt);
            }
            return 0;
        }
        settle(answer.status == 201 ? token_in(answer.body) : std::nullopt);
        return answer.bytes;
    }

    void on_disconnected() override { settle(std::nullopt); }

    void settle(std::optional<std::string_view> token) {
        if (Receiver receiver = std::exchange(receiver_, nullptr)) receiver(token);
        if (is_free()) take_next();
    }

    SocketStream stream_;
    Endpoint server_;
    std::string request_;
    std::deque<Receiver>& waiting_;
    Receiver receiver_;
};

IdentityDesk::IdentityDesk(Reactor& reactor, Endpoint server) {
    for (std::size_t i = 0; i < lines_max; ++i)
        lines_.push_back(std::make_unique<Line>(reactor, server, waiting_));
}

IdentityDesk::~IdentityDesk() = default;

void IdentityDesk::request(Receiver receiver) {
    waiting_.push_back(std::move(receiver));
    for (const auto& line : lines_) {
        if (line->is_free()) return line->take_next();
    }
}

}  // namespace stimchat::load
