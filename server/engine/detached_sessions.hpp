#pragma once

#include "server/engine/slab.hpp"
#include "server/engine/timer_wheel.hpp"
#include "shared/core/time.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <utility>

namespace stimchat::engine {

struct Session;

/// Which sessions wait for a connection, and until when. Says who has to go next; the sessions themselves live
/// elsewhere.
class DetachedSessions {
  public:
    void add(Handle<Session> session, Instant until, Instant now);
    /// `detached_at`: the `now` with which it was added.
    void remove(Handle<Session> session, Instant detached_at);
    bool contains(Handle<Session> session, Instant detached_at) const;
    /// The one that has waited longest; there must be one.
    Handle<Session> longest() const { return by_loss_.begin()->second; }

    /// One that has waited for too long; to be removed by the caller. Call until there is none.
    std::optional<Handle<Session>> take_expired(Instant now);
    std::optional<Instant> next_deadline() const { return ends_.next_deadline(); }
    std::size_t size() const { return by_loss_.size(); }
    bool is_consistent() const { return ends_.size() == by_loss_.size(); }

  private:
    TimerWheel ends_;  // the wait of one who said that its person was away is longer
    std::set<std::pair<Instant, Handle<Session>>> by_loss_;
};

}  // namespace stimchat::engine
