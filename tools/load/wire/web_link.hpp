#pragma once

#include "tools/load/sockets/socket_stream.hpp"

#include <cstdint>
#include <string_view>

namespace stimchat::load {

/// One WebSocket to the server at a time; may be opened again after its end.
class WebLink final : private SocketStream::Owner {
  public:
    class Owner {
      public:
        virtual ~Owner() = default;
        virtual void on_link_opened() = 0;
        virtual void on_frame(std::string_view frame) = 0;
        /// Once for each open(), whoever ended it. 1006 where no close frame came.
        virtual void on_link_closed(std::uint16_t code) = 0;
    };

    WebLink(Reactor& reactor, Endpoint server, std::uint32_t from, Owner& owner)
        : stream_(reactor, *this), owner_(owner), server_(server), from_(from) {}

    void open();
    /// Goes out with the next flush(), or at the end of the read that is being handled.
    void send(std::string_view frame);
    void flush() { stream_.flush(); }
    /// Ends it at once: the close frame goes out, nothing is waited for, and the owner is not called. A link that is
    /// half-open would never answer.
    void close(std::uint16_t code);

  private:
    enum class State : std::uint8_t { closed, upgrading, open };

    void on_connected() override;
    std::size_t on_bytes(std::string_view bytes) override;
    void on_disconnected() override;

    std::size_t take_upgrade(std::string_view bytes);
    std::size_t take_frames(std::string_view bytes);
    void append_close(std::uint16_t code);
    void take_close(std::string_view payload);
    void end(std::uint16_t code);
    std::uint32_t next_mask();

    SocketStream stream_;
    Owner& owner_;
    Endpoint server_;
    std::uint32_t from_;
    std::uint32_t mask_ = 0x9E3779B9;
    State state_ = State::closed;
};

}  // namespace stimchat::load
