#pragma once

#include "shared/core/time.hpp"

#include <cstdint>

namespace stimchat {

struct BucketShape {
    std::uint32_t burst = 1;
    std::uint32_t tokens_per_second = 1;
};

/// A token bucket kept as one instant, the time at which it is full again ("generic cell rate algorithm", ITU-T I.371):
/// eight bytes of state, and `now` comes from outside.
class TokenBucket {
  public:
    /// Zero if a token was taken, else how long until one is there.
    Duration take(BucketShape shape, Instant now);

  private:
    std::int64_t full_at_us_ = 0;
};

}  // namespace stimchat
