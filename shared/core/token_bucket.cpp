#include "shared/core/token_bucket.hpp"

#include <algorithm>

namespace stimchat {

Duration TokenBucket::take(BucketShape shape, Instant now) {
    const std::int64_t rate = std::max<std::int64_t>(shape.tokens_per_second, 1);
    const std::int64_t cost_us = (1'000'000 + rate - 1) / rate;
    const std::int64_t now_us = now.ms_since_epoch * 1000;

    const std::int64_t full_at_us = std::max(full_at_us_, now_us) + cost_us;
    const std::int64_t overdrawn_us = full_at_us - now_us - cost_us * std::max<std::int64_t>(shape.burst, 1);
    // Rounded up: a wait of zero would mean that the token was taken.
    if (overdrawn_us > 0) return {(overdrawn_us + 999) / 1000};

    full_at_us_ = full_at_us;
    return {};
}

}  // namespace stimchat
