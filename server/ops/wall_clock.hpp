#pragma once

#include "shared/core/time.hpp"

#include <chrono>

namespace stimchat::ops {

/// The time of day that never goes back: read once at the start, and counted on by the steady clock.
class WallClock {
  public:
    Instant now() const {
        using std::chrono::duration_cast;
        const auto since_start = std::chrono::steady_clock::now() - started_;
        return {started_at_ms_ + duration_cast<std::chrono::milliseconds>(since_start).count()};
    }

  private:
    static std::int64_t system_ms() {
        const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
    }

    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    std::int64_t started_at_ms_ = system_ms();
};

}  // namespace stimchat::ops
