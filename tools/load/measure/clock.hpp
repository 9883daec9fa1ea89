#pragma once

#include "shared/core/time.hpp"

#include <chrono>
#include <cstdint>

namespace stimchat::load {

/// Nanoseconds of the steady clock, for measuring.
inline std::int64_t steady_ns() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// The time of day at the start, carried on by the steady clock: what the sessions take as `now`.
class Clock {
  public:
    Instant now() const { return {started_ms_ + (steady_ns() - started_steady_ns_) / 1'000'000}; }

  private:
    std::int64_t started_steady_ns_ = steady_ns();
    std::int64_t started_ms_ =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
};

}  // namespace stimchat::load
