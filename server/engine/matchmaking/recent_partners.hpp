#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>

namespace stimchat::engine {

/// Two participants, whichever comes first.
class Pair {
  public:
    Pair(ParticipantKey a, ParticipantKey b) : first_(a < b ? a : b), second_(a < b ? b : a) {}
    ParticipantKey first() const { return first_; }
    ParticipantKey second() const { return second_; }
    friend bool operator==(const Pair&, const Pair&) = default;

  private:
    ParticipantKey first_;
    ParticipantKey second_;
};

/// Who has just met whom, for the length of the cool-down. Bounded by bounds::recent_pairs_max: then the
/// oldest are forgotten early.
class RecentPartners {
  public:
    explicit RecentPartners(Duration cooldown) : cooldown_(cooldown) {}

    void add(Pair pair, Instant now);
    bool contains(Pair pair, Instant now) const;
    /// One pair that may meet again, if there is one; call until there is none.
    std::optional<Pair> take_lapsed(Instant now);
    std::optional<Instant> next_deadline() const;
    std::size_t size() const { return until_.size(); }
    bool is_consistent() const;

  private:
    struct PairHash {
        std::size_t operator()(const Pair& pair) const noexcept {
            return std::hash<ParticipantKey>{}(pair.first()) * 31 + std::hash<ParticipantKey>{}(pair.second());
        }
    };
    struct Entry {
        Pair pair;
        Instant until;
    };
    std::optional<Pair> pop_oldest();

    Duration cooldown_;
    std::unordered_map<Pair, Instant, PairHash> until_;
    std::deque<Entry> order_;  // by `until`, as the cool-down is the same for all
};

}  // namespace stimchat::engine
