#pragma once

#include <compare>
#include <cstdint>

namespace stimchat {

/// A span of time in milliseconds. A type of its own, and not std::chrono, because <chrono> brings the clocks that the
/// pure floor must not read.
struct Duration {
    std::int64_t ms = 0;

    friend constexpr auto operator<=>(Duration, Duration) = default;
    friend constexpr Duration operator+(Duration a, Duration b) { return {a.ms + b.ms}; }
    friend constexpr Duration operator-(Duration a, Duration b) { return {a.ms - b.ms}; }
    friend constexpr Duration operator*(Duration a, std::int64_t factor) { return {a.ms * factor}; }
};

constexpr Duration milliseconds(std::int64_t n) {
    return {n};
}
constexpr Duration seconds(std::int64_t n) {
    return {n * 1000};
}
constexpr Duration minutes(std::int64_t n) {
    return {n * 60'000};
}
constexpr Duration hours(std::int64_t n) {
    return {n * 3'600'000};
}

/// A point in time: milliseconds since 1970-01-01T00:00:00Z. The I/O floor hands it in; within a process it never goes
/// back, so it serves for deadlines as well as for time stamps.
struct Instant {
    std::int64_t ms_since_epoch = 0;

    friend constexpr auto operator<=>(Instant, Instant) = default;
    friend constexpr Instant operator+(Instant t, Duration d) { return {t.ms_since_epoch + d.ms}; }
    friend constexpr Instant operator-(Instant t, Duration d) { return {t.ms_since_epoch - d.ms}; }
    friend constexpr Duration operator-(Instant a, Instant b) { return {a.ms_since_epoch - b.ms_since_epoch}; }
};

}  // namespace stimchat
