#pragma once

#include "server/engine/matchmaking/recent_partners.hpp"
#include "server/engine/slab.hpp"
#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>

namespace stimchat::engine {

struct Participant;

/// Somebody who wants a partner.
struct Seeker {
    ParticipantKey participant;
    Handle<Participant> handle;
};
struct Match {
    Seeker earlier;  ///< waited longer
    Seeker later;
};

/// Who waits for a partner, and who may be matched with whom: first come, first served; never with oneself, never with
/// a recent partner.
class Matchmaker {
  public:
    Matchmaker(Duration search_timeout, Duration rematch_cooldown)
        : search_timeout_(search_timeout), recent_(rematch_cooldown) {}

    /// The partner, who waits no longer; if there is none the seeker waits. One participant waits once.
    std::optional<Seeker> seek(const Seeker& seeker, Instant now);
    /// False if this participant was not waiting.
    bool withdraw(ParticipantKey participant);
    /// These two are not matched with each other before the cool-down is over.
    void keep_apart(ParticipantKey a, ParticipantKey b, Instant now);

    /// What time has brought; call each until it gives nothing. Who is given out does not wait any more.
    std::optional<Match> take_match(Instant now);
    std::optional<Seeker> take_timed_out(Instant now);

    std::optional<Instant> next_deadline() const;
    std::size_t waiting() const { return queue_.size(); }
    bool is_waiting(ParticipantKey participant) const { return places_.count(participant) != 0; }
    bool is_consistent() const;

  private:
    using Place = std::uint64_t;  // grows with each arrival
    struct Waiting {
        Seeker seeker;
        Instant since;
    };
    /// A seeker that has not yet been compared with everybody who came before it.
    struct Looking {
        Place seeker;
        Place next;
    };
    using Queue = std::map<Place, Waiting>;

    bool may_meet(const Seeker& a, const Seeker& b, Instant now) const;
    /// Compares `seeker` with up to bounds::looks_max that stand from `next` on and before `end`.
    std::optional<Place> look(const Seeker& seeker, Place& next, Place end, Instant now) const;
    std::optional<Match> match_lapsed(Instant now);
    std::optional<Match> match_looking(Instant now);
    Match take_both(Place earlier, Place later);
    Seeker take(Place place);

    Duration search_timeout_;
    RecentPartners recent_;
    Queue queue_;
    std::unordered_map<ParticipantKey, Place> places_;
    std::deque<Looking> looking_;
    Instant look_again_;
    Place next_place_ = 0;
};

}  // namespace stimchat::engine
