#include "server/engine/matchmaking/matchmaker.hpp"

#include "server/engine/engine_bounds.hpp"
#include "shared/core/mutation.hpp"

#include <algorithm>

namespace stimchat::engine {

std::optional<Seeker> Matchmaker::seek(const Seeker& seeker, Instant now) {
    if (mutated(Mutation::match_with_self) && queue_.empty()) return seeker;
    const Place place = next_place_++;
    Place next = queue_.empty() ? place : queue_.begin()->first;
    if (const auto partner = look(seeker, next, place, now)) return take(*partner);

    queue_.emplace(place, Waiting{seeker, now});
    places_.emplace(seeker.participant, place);
    if (next < place) {
        if (looking_.empty()) look_again_ = now + bounds::look_interval;
        looking_.push_back({place, next});
    }
    return std::nullopt;
}

bool Matchmaker::withdraw(ParticipantKey participant) {
    const auto found = places_.find(participant);
    if (found == places_.end()) return false;
    take(found->second);
    return true;
}

void Matchmaker::keep_apart(ParticipantKey a, ParticipantKey b, Instant now) {
    recent_.add(Pair{a, b}, now);
}

std::optional<Match> Matchmaker::take_match(Instant now) {
    if (auto match = match_lapsed(now)) return match;
    return match_looking(now);
}

std::optional<Seeker> Matchmaker::take_timed_out(Instant now) {
    // In the order of arrival, and the time limit is the same for all: the first is the first to run out of time.
    if (queue_.empty() || now < queue_.begin()->second.since + search_timeout_) return std::nullopt;
    return take(queue_.begin()->first);
}

std::optional<Instant> Matchmaker::next_deadline() const {
    if (queue_.empty()) return std::nullopt;
    Instant first = queue_.begin()->second.since + search_timeout_;
    if (!looking_.empty()) first = std::min(first, look_again_);
    // One who waits alone gains nothing from the end of a cool-down.
    if (const auto lapse = recent_.next_deadline(); lapse && queue_.size() > 1) first = std::min(first, *lapse);
    return first;
}

bool Matchmaker::may_meet(const Seeker& a, const Seeker& b, Instant now) const {
    return !(a.participant == b.participant) && !recent_.contains(Pair{a.participant, b.participant}, now);
}

std::optional<Matchmaker::Place> Matchmaker::look(const Seeker& seeker, Place& next, Place end, Instant now) const {
    auto candidate = queue_.lower_bound(next);
    for (std::size_t looks = 0; looks < bounds::looks_max; ++looks, ++candidate) {
        if (candidate == queue_.end() || candidate->first >= end) {
            next = end;
            return std::nullopt;
        }
        if (may_meet(seeker, candidate->second.seeker, now)) return candidate->first;
        next = candidate->first + 1;
    }
    return std::nullopt;
}

// When a cool-down ends, exactly one pair becomes possible: no need to look at anybody else.
std::optional<Match> Matchmaker::match_lapsed(Instant now) {
    while (const auto pair = recent_.take_lapsed(now)) {
        const auto a = places_.find(pair->first());
        const auto b = places_.find(pair->second());
        if (a == places_.end() || b == places_.end()) continue;
        return take_both(std::min(a->second, b->second), std::max(a->second, b->second));
    }
    return std::nullopt;
}

std::optional<Match> Matchmaker::match_looking(Instant now) {
    if (looking_.empty() || now < look_again_) return std::nullopt;
    for (std::size_t turns = looking_.size(); turns > 0; --turns) {
        Looking looking = looking_.front();
        looking_.pop_front();
        const auto seeker = queue_.find(looking.seeker);
        if (seeker == queue_.end()) continue;
        const auto partner = look(seeker->second.seeker, looking.next, looking.seeker, now);
        if (partner) return take_both(*partner, looking.seeker);
        if (looking.next < looking.seeker) looking_.push_back(looking);
    }
    look_again_ = now + bounds::look_interval;
    return std::nullopt;
}

Match Matchmaker::take_both(Place earlier, Place later) {
    const Seeker first = take(earlier);
    return {first, take(later)};
}

Seeker Matchmaker::take(Place place) {
    const auto found = queue_.find(place);
    const Seeker seeker = found->second.seeker;
    places_.erase(seeker.participant);
    queue_.erase(found);
    return seeker;
}

bool Matchmaker::is_consistent() const {
    if (queue_.size() != places_.size() || !recent_.is_consistent()) return false;
    for (const auto& [place, waiting] : queue_) {
        const auto found = places_.find(waiting.seeker.participant);
        if (found == places_.end() || found->second != place || place >= next_place_) return false;
    }
    return true;
}

}  // namespace stimchat::engine
