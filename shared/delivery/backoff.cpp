#include "shared/delivery/backoff.hpp"

#include <algorithm>

namespace stimchat::delivery {

Duration Backoff::next(RandomSource& random) {
    // Doubling stops at the cap, so that many attempts cannot overflow.
    Duration ceiling = base_;
    for (std::uint32_t step = 0; step < attempt_ && ceiling < cap_; ++step)
        ceiling = ceiling * 2;
    ceiling = std::min(ceiling, cap_);
    ++attempt_;
    const auto bound = static_cast<std::uint64_t>(std::max<std::int64_t>(ceiling.ms, 0)) + 1;
    return milliseconds(static_cast<std::int64_t>(uniform_below(random, bound)));
}

}  // namespace stimchat::delivery
