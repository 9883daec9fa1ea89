#pragma once

#include "shared/core/random.hpp"
#include "shared/core/time.hpp"

#include <cstdint>

namespace stimchat::delivery {

/// Exponential backoff with full jitter (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015):
/// the n-th wait is uniform in [0, min(cap, base * 2^n)].
class Backoff {
  public:
    Backoff(Duration base, Duration cap) : base_(base), cap_(cap) {}

    Duration next(RandomSource& random);
    void reset() { attempt_ = 0; }
    std::uint32_t attempt() const { return attempt_; }

  private:
    Duration base_;
    Duration cap_;
    std::uint32_t attempt_ = 0;
};

}  // namespace stimchat::delivery
