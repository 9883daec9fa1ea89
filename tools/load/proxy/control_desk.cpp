#include "tools/load/proxy/control_desk.hpp"

#include "tools/load/sockets/tcp.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include <sys/epoll.h>

namespace stimchat::load {

namespace {

constexpr std::size_t line_bytes_max = 256;
constexpr std::int64_t ns_per_ms = 1'000'000;
constexpr std::string_view newest = " newest";

std::optional<std::uint32_t> argument_of(std::string_view line, std::string_view command) {
    std::uint32_t value = 0;
    if (line.substr(0, command.size()) != command) return std::nullopt;
    const char* const end = line.data() + line.size();
    const auto result = std::from_chars(line.data() + command.size(), end, value);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return value;
}

}  // namespace

std::string carry_out(Proxy& proxy, std::string_view line) {
    LineShape shape = proxy.shape();
    if (line == "status") return "ok " + std::to_string(proxy.open()) + " " + std::to_string(proxy.accepted());
    if (line == "heal") {
        proxy.heal();
    } else if (const auto delay_ms = argument_of(line, "delay ")) {
        shape.delay_ns = *delay_ms * ns_per_ms;
        proxy.set_shape(shape);
    } else if (const auto bytes_per_s = argument_of(line, "bandwidth ")) {
        shape.bytes_per_s = *bytes_per_s;
        proxy.set_shape(shape);
    } else {
        const bool only_newest = line.ends_with(newest);
        if (only_newest) line.remove_suffix(newest.size());
        const auto fault = parse_fault(line);
        if (!fault) return "error no such command";
        return "ok " + std::to_string(only_newest ? proxy.apply_to_newest(*fault) : proxy.apply_to_all(*fault));
    }
    return "ok " + std::to_string(proxy.open());
}

class ControlDesk::Caller final : private SocketStream::Owner {
  public:
    Caller(Reactor& reactor, Proxy& proxy, Descriptor socket) : stream_(reactor, *this), proxy_(proxy) {
        stream_.adopt(std::move(socket));
    }

    bool has_gone() const { return !stream_.is_open(); }

  private:
    void on_connected() override {}
    void on_disconnected() override {}

    std::size_t on_bytes(std::string_view bytes) override {
        std::size_t used = 0;
        while (stream_.is_open()) {
            const std::size_t end = bytes.find('\n', used);
            if (end == std::string_view::npos) break;
            stream_.output().append(carry_out(proxy_, bytes.substr(used, end - used))).append("\n");
            used = end + 1;
        }
        if (bytes.size() - used > line_bytes_max) stream_.close();
        return used;
    }

    SocketStream stream_;
    Proxy& proxy_;
};

ControlDesk::ControlDesk(Reactor& reactor, Proxy& proxy, std::uint16_t port)
    : reactor_(reactor), proxy_(proxy), listener_(listen_on(port)), port_(port_of(listener_)) {
    reactor_.watch(listener_.number(), EPOLLIN, *this);
}

ControlDesk::~ControlDesk() = default;

void ControlDesk::on_ready(std::uint32_t) {
    Descriptor socket = accept_from(listener_);
    if (!socket) return;
    std::erase_if(callers_, [](const auto& caller) { return caller->has_gone(); });
    if (callers_.size() < callers_max)
        callers_.push_back(std::make_unique<Caller>(reactor_, proxy_, std::move(socket)));
}

}  // namespace stimchat::load
