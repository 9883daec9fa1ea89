#pragma once

#include "shared/core/random.hpp"
#include "shared/core/time.hpp"

#include <cstdint>
#include <memory>

namespace stimchat::sim {

/// All chance of a run: one seeded generator, and the questions that are asked of it.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}

    std::uint64_t below(std::uint64_t bound) { return uniform_below(random_, bound); }
    bool happens(std::uint32_t permille) { return permille > 0 && below(1000) < permille; }
    /// Both ends included.
    Duration between(Duration least, Duration most) {
        return {least.ms + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most.ms - least.ms) + 1))};
    }
    /// Mostly short, at times up to four times the mean.
    Duration around(Duration mean) { return between({mean.ms / 4}, {mean.ms * (happens(100) ? 4 : 1) + 1}); }
    /// A generator of its own for a part of the run.
    std::uint64_t seed() { return random_.next(); }

    template <class List>
    const auto& pick(const List& list) {
        return list[static_cast<std::size_t>(below(list.size()))];
    }

  private:
    Xoshiro256 random_;
};

}  // namespace stimchat::sim
