#pragma once

#include "tools/load/sockets/reactor.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace stimchat::load {

/// Where the server listens (always loopback), and which loopback address a connection comes from: one address has some
/// 28,000 ports, and a closed connection keeps its port for a minute.
struct Endpoint {
    std::uint32_t address = 0x7F000001;  ///< IPv4, host order
    std::uint16_t port = 8080;
};

/// 127.0.1.1, 127.0.1.2, ...: the address that connection number `index` comes from.
std::uint32_t source_address(std::uint32_t index);

/// A non-blocking TCP connection that buffers what does not go out at once. Calls its owner back; the owner parses.
class SocketStream final : private Watcher {
  public:
    class Owner {
      public:
        virtual ~Owner() = default;
        virtual void on_connected() = 0;
        /// All bytes not yet consumed. Returns how many it consumed; the rest comes again with what follows.
        virtual std::size_t on_bytes(std::string_view bytes) = 0;
        /// Once for each connection, unless it was closed by close().
        virtual void on_disconnected() = 0;
    };

    SocketStream(Reactor& reactor, Owner& owner) : reactor_(reactor), owner_(owner) {}

    void connect(Endpoint server, std::uint32_t from);
    /// Takes over a connection that was accepted elsewhere; on_connected() is not called.
    void adopt(Descriptor socket);
    bool is_open() const { return static_cast<bool>(socket_); }
    /// What is to be sent next: append, then flush(). While on_bytes() runs flush() waits for its end, so that all
    /// answers to one read go out in one write.
    std::string& output() { return output_; }
    void flush();
    /// Also while on_bytes() runs: for last words.
    void flush_now() { write_some(); }
    void close();

  private:
    void on_ready(std::uint32_t events) override;
    bool read_some();
    void consume(std::string_view fresh);
    void write_some();
    void wait_for_room(bool wanted);
    void disconnected();

    Reactor& reactor_;
    Owner& owner_;
    Descriptor socket_;
    std::string input_;  ///< the start of something whose end has not come yet
    std::string output_;
    std::uint32_t generation_ = 0;  ///< of the connection
    bool connecting_ = false;
    bool reading_ = false;
    bool room_wanted_ = false;
};

}  // namespace stimchat::load
