#pragma once

#include "tools/load/proxy/delay_line.hpp"
#include "tools/load/proxy/fault.hpp"
#include "tools/load/sockets/reactor.hpp"
#include "tools/load/sockets/socket_stream.hpp"

#include <cstdint>
#include <optional>

namespace stimchat::load {

class Proxy;

/// One client's connection, the connection to the server that belongs to it, and the lines between the two. Knows bytes
/// and ends, nothing of what they mean.
class ProxiedConnection {
  public:
    /// `number` is the proxy's name for it. Starts to connect to `target`.
    ProxiedConnection(Proxy& proxy, Reactor& reactor, std::uint64_t number, Descriptor client, Endpoint target);

    std::uint64_t number() const { return number_; }
    /// All kinds but `refuse` and the two for the next connection, which are the proxy's.
    void suffer(const Fault& fault, std::int64_t now_ns);
    /// Lets out what is due. After each thing that happened.
    void pump(std::int64_t now_ns);

    bool is_over() const { return !client_.socket && !server_.socket; }
    bool is_swallowing() const { return is_swallowing_; }
    std::optional<std::int64_t> next_due_ns(std::int64_t now_ns) const;
    void reset();

  private:
    struct End final : Watcher {
        explicit End(ProxiedConnection& connection) : owner(connection) {}
        void on_ready(std::uint32_t events) override { owner.on_ready(*this, events); }

        ProxiedConnection& owner;
        Descriptor socket;
        DelayLine line;  ///< what came from here and goes to the other end
        bool is_connecting = false;
        bool has_finished = false;      ///< it sent its FIN
        bool was_told_the_end = false;  ///< it got ours
        bool needs_room = false;        ///< the socket took less than was due
        std::uint32_t events_wanted = 0;
    };

    End& other(const End& end) { return &end == &client_ ? server_ : client_; }
    void on_ready(End& end, std::uint32_t events);
    void read_from(End& end, std::int64_t now_ns);
    void write_to(End& end, std::int64_t now_ns);
    void tell_the_end_to(End& end);
    void fail(End& end);
    void watch(End& end);

    Proxy& proxy_;
    Reactor& reactor_;
    std::uint64_t number_;
    End client_{*this};
    End server_{*this};
    bool is_swallowing_ = false;
};

}  // namespace stimchat::load
