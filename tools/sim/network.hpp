#pragma once

#include "shared/core/ids.hpp"
#include "tools/sim/tokens.hpp"
#include "tools/sim/world.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stimchat::sim {

class Witness;

/// The browser's end of a link.
class TabEnd {
  public:
    virtual ~TabEnd() = default;
    virtual void on_link_opened() = 0;
    virtual void on_frame(std::string_view frame) = 0;
    virtual void on_link_closed(std::uint16_t code) = 0;
    virtual Participant participant() const = 0;
};

/// The server's end of all links.
class ServerEnd {
  public:
    virtual ~ServerEnd() = default;
    virtual void on_opened(ConnectionId connection) = 0;
    virtual void on_frame(ConnectionId connection, std::string_view frame) = 0;
    virtual void on_pong(ConnectionId connection) = 0;
    virtual void on_closed(ConnectionId connection) = 0;
};

using LinkNumber = std::size_t;

/// WebSockets as the two shells see them. Each direction of a link is a byte stream: frames arrive in order, each after
/// a delay of its own, and a cut at any byte loses the frame it falls in and all behind it. A cut may leave an end
/// unaware (half-open), or cut one direction only. Links do not wait for each other, so what goes over different ones
/// arrives in any order.
class Network {
  public:
    Network(World& world, Witness& witness) : world_(world), witness_(witness) {}
    /// Once, before the first link.
    void attach(ServerEnd& server) { server_ = &server; }

    // --- the tab's side
    LinkNumber open(TabEnd& tab);
    void send(LinkNumber link, std::string frame);
    /// on_link_closed follows, once the server has answered or a browser would not wait any longer.
    void close(LinkNumber link, std::uint16_t code);
    /// The page is gone, and hears of nothing any more.
    void abandon(LinkNumber link);

    // --- the server's side
    void deliver(ConnectionId connection, std::string_view frame);
    void ping(ConnectionId connection);
    void close(ConnectionId connection, std::uint16_t code);

    /// How many connections the server holds to be open.
    std::size_t connections() const { return connections_; }

  private:
    struct Parcel {
        enum class Kind : std::uint8_t { opened, frame, ping, close } kind{};
        std::uint16_t code = 0;
        std::string bytes;
    };
    struct Direction {
        std::deque<Parcel> under_way;
        Instant last_arrival;
        bool is_cut = false;
    };
    struct Link {
        TabEnd* tab = nullptr;  ///< null once it has been told of the end
        std::optional<ConnectionId> connection;
        bool server_closing = false;  ///< the engine has given it up
        bool server_told = false;
        Participant participant = 0;
        Direction to_server;
        Direction to_tab;
    };

    void post_to_server(LinkNumber number, Parcel parcel);
    void post_to_tab(LinkNumber number, Parcel parcel);
    Instant arrival(Direction& direction);
    void arrive_at_server(LinkNumber number);
    void arrive_at_tab(LinkNumber number);
    void tell_tab(LinkNumber number, std::uint16_t code);
    void tell_server(LinkNumber number);
    ConnectionId admit(LinkNumber number);

    // --- faults
    void plan_faults(LinkNumber number);
    void cut(LinkNumber number);
    void lose_tail(Direction& direction);
    void stall(LinkNumber number);
    /// True if the frame was tampered with and has been posted.
    bool sabotage(LinkNumber number, std::string_view frame);
    bool change_places(LinkNumber number, std::string_view frame);

    World& world_;
    Witness& witness_;
    ServerEnd* server_ = nullptr;
    std::deque<Link> links_;
    std::vector<LinkNumber> link_of_;      ///< by connection id
    std::vector<std::uint32_t> free_ids_;  ///< given out again, as a transport does
    std::size_t connections_ = 0;
};

}  // namespace stimchat::sim
