#pragma once

#include "server/engine/events.hpp"
#include "shared/core/time.hpp"

#include <cstddef>
#include <optional>

namespace stimchat::engine {

/// How a server that is to stop lets go of its connections: in batches of about equal size, so that neither it nor the
/// one that comes after it meets all clients at once.
class Drain {
  public:
    Drain(const DrainRequested& request, std::size_t connections)
        : chats_until_(request.chats_until), closed_by_(request.closed_by), connections_(connections) {}

    bool has_ended_chats(Instant now) const { return now >= chats_until_; }
    bool is_over(Instant now) const { return now >= closed_by_ && has_ended_chats(now); }

    /// How many of those who have to go by the end of this part go now.
    std::size_t batch_of(std::size_t leaving, Instant now) const;
    /// The next batch comes bounds::drain_batch_interval after `now`, or with the end of this part.
    void schedule_after(Instant now);
    std::optional<Instant> next_batch() const { return next_batch_; }

    /// How long a client is told to stay away: until this server has gone and another is there, and a random while on
    /// top of it that grows with the number of clients. `chance` is uniform in [0, spread()].
    Duration spread() const;
    Duration time_to_stay_away(bool has_chats, Duration chance, Instant now) const;

  private:
    Instant chats_until_;
    Instant closed_by_;
    std::size_t connections_;
    std::optional<Instant> next_batch_;
};

}  // namespace stimchat::engine
