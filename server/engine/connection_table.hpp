#pragma once

#include "server/engine/slab.hpp"
#include "server/engine/timer_wheel.hpp"
#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace stimchat::engine {

struct Session;

enum class ConnectionState : std::uint8_t {
    absent,
    greeting,     ///< open, no HELLO accepted yet
    established,  ///< carries a session
    closing,      ///< told to close: nothing goes out any more, and what comes in is ignored
};

struct Connection {
    Instant last_heard;
    Handle<Session> session;
    ConnectionState state = ConnectionState::absent;
    std::uint8_t unreadable_frames = 0;
    std::uint8_t refusals_in_a_row = 0;
    bool pinged = false;  ///< since it was last heard
};

/// What is known of each connection, by its dense id, with one deadline each: for the HELLO, then for the heartbeat.
class ConnectionTable {
  public:
    void open(ConnectionId id, Instant now);
    /// Null unless greeting or established. Valid until the next open().
    Connection* find_open(ConnectionId id);
    void establish(ConnectionId id, Handle<Session> session);
    /// Returns the session it carried, if any; the connection does not carry it any more.
    Handle<Session> begin_closing(ConnectionId id);
    void forget(ConnectionId id);

    void set_deadline(ConnectionId id, Instant at, Instant now) { deadlines_.arm(id.value, at, now); }
    /// One whose deadline has come; call until there is none.
    std::optional<ConnectionId> take_due(Instant now);
    std::optional<Instant> next_deadline() const { return deadlines_.next_deadline(); }

    std::size_t open_count() const { return open_count_; }
    /// `visit(id, connection)` for those greeting or established; it may close the connection visited.
    template <class Visit>
    void for_each_open(Visit&& visit) const {
        for (std::uint32_t value = 0; value < table_.size(); ++value) {
            if (is_open(table_[value])) visit(ConnectionId{value}, table_[value]);
        }
    }
    bool is_consistent() const;

  private:
    static bool is_open(const Connection& connection) {
        return connection.state == ConnectionState::greeting || connection.state == ConnectionState::established;
    }

    std::vector<Connection> table_;
    TimerWheel deadlines_;
    std::size_t open_count_ = 0;
};

}  // namespace stimchat::engine
