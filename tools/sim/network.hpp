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

/// A page of a browser, by number; closed and opened again it is another one.
using PageNumber = std::uint64_t;
/// Who is cut off together: all pages of one device.
using Place = std::uint64_t;

/// The browser's end of a link.
class TabEnd {
  public:
    virtual ~TabEnd() = default;
    virtual void on_link_opened() = 0;
    virtual void on_frame(std::string_view frame) = 0;
    virtual void on_link_closed(std::uint16_t code) = 0;
    virtual Participant participant() const = 0;
    virtual PageNumber page() const = 0;
    virtual Place place() const = 0;
};

/// The server's end of all links.
class ServerEnd {
  public:
    virtual ~ServerEnd() = default;
    virtual void on_opened(ConnectionId connection) = 0;
    virtual void on_frame(ConnectionId connection, std::string_view frame) = 0;
    virtual void on_pong(ConnectionId connection) = 0;
    /// `client_code`: of the close frame that the client sent; 0 if none came.
    virtual void on_closed(ConnectionId connection, std::uint16_t client_code) = 0;
};

using LinkNumber = std::size_t;

/// WebSockets as the two shells see them. Each direction of a link is a byte stream: frames arrive in order, each after
/// a delay of its own, and a cut at any byte loses the frame it falls in and all behind it. A cut may leave an end
/// unaware (half-open), or cut one direction only. Links do not wait for each other, so what goes over different ones
/// arrives in any order: what was sent over one that its tab has let go may come after what the next one brought.
class Network {
  public:
    Network(World& world, Witness& witness) : world_(world), witness_(witness) {}
    /// Once, before the first link.
    void attach(ServerEnd& server) { server_ = &server; }

    // --- the tab's side
    /// Exactly one on_link_closed follows, unless the tab abandons the link.
    LinkNumber open(TabEnd& tab);
    void send(LinkNumber link, std::string frame);
    void close(LinkNumber link, std::uint16_t code);
    /// The tab is gone: it hears no more. The browser says so, if it still can.
    void abandon(LinkNumber link);

    // --- the server's side
    void deliver(ConnectionId connection, std::string_view frame);
    void ping(ConnectionId connection);
    void close(ConnectionId connection, std::uint16_t code);
    /// Those that the server has not been told the end of.
    std::size_t connections() const { return connections_; }
    /// The process is gone and hears no more. `abruptly`: nobody is told, and some never are.
    void stop_server(bool abruptly);
    void start_server() { server_is_up_ = true; }

    // --- faults
    /// Some of the people are cut off for a while: what is under way waits, or is lost with the link.
    void partition();

  private:
    struct Parcel {
        enum class Kind : std::uint8_t { opened, frame, ping, close } kind{};
        std::uint16_t code = 0;
        std::string bytes;
    };
    struct Direction {
        std::deque<Parcel> under_way;
        Instant last_arrival;
        Instant held_until;
        bool is_cut = false;
    };
    struct Link {
        TabEnd* tab = nullptr;  ///< null once it has been told of the end
        std::optional<ConnectionId> connection;
        bool server_closing = false;  ///< the engine has given it up
        bool server_told = false;
        bool server_gone = false;  ///< it was one of a process that is no more
        Participant participant = 0;
        PageNumber page = 0;
        Place place = 0;
        Direction to_server;
        Direction to_tab;
    };

    void post_to_server(LinkNumber number, Parcel parcel);
    void post_to_tab(LinkNumber number, Parcel parcel);
    Instant arrival(Direction& direction);
    /// The next parcel; none if it was lost in a cut.
    std::optional<Parcel> take(Direction& direction);
    void arrive_at_server(LinkNumber number);
    void arrive_at_tab(LinkNumber number);
    void refuse_at_server(LinkNumber number);
    void tell_tab(LinkNumber number, std::uint16_t code);
    void tell_server(LinkNumber number, std::uint16_t client_code);
    ConnectionId admit(LinkNumber number);
    bool is_over(const Link& link) const;

    // --- network_faults.cpp
    void plan_faults(LinkNumber number);
    void cut(LinkNumber number);
    void lose_tail(Direction& direction);
    void stall(LinkNumber number);
    void hold(Link& link, Instant until);
    void delay_last_bytes(Link& link);
    void open_ghost();
    bool is_cut_off(Place place) const;

    // --- network_sabotage.cpp
    /// True if the frame was tampered with and has been posted.
    bool sabotage(LinkNumber number, std::string_view frame);
    bool change_places(LinkNumber number, std::string_view frame);

    World& world_;
    Witness& witness_;
    ServerEnd* server_ = nullptr;
    bool server_is_up_ = true;
    std::deque<Link> links_;
    LinkNumber first_live_ = 0;            ///< those before it are over
    std::vector<LinkNumber> link_of_;      ///< by connection id
    std::vector<std::uint32_t> free_ids_;  ///< given out again, as a transport does
    std::size_t connections_ = 0;
    // Who is cut off: every place whose number, mixed with the salt, falls into the share.
    std::uint64_t partition_salt_ = 0;
    std::uint64_t partition_share_ = 0;  ///< permille
    Instant partition_until_;
};

}  // namespace stimchat::sim
