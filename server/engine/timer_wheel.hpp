#pragma once

#include "shared/core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace stimchat::engine {

/// One timer for each small dense key, e.g. a connection id: arming, cancelling and firing cost O(1) whatever their
/// number. Hierarchical timing wheel (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987) with the
/// level chosen by the highest digit in which a deadline differs from the present, so nothing ever wraps.
///
/// A timer fires up to `tick` late and never early.
class TimerWheel {
  public:
    static constexpr Duration tick = milliseconds(8);

    TimerWheel();

    /// Replaces an earlier deadline of the same key. `at` may be past: it fires at the next expiry.
    void arm(std::uint32_t key, Instant at, Instant now);
    void cancel(std::uint32_t key);

    /// Takes out one timer that is due, if there is one. Call until it gives nothing; timers armed meanwhile must lie
    /// after `now`.
    std::optional<std::uint32_t> take_due(Instant now);

    /// When to call take_due() next: never after the first deadline's tick, possibly before it (to sort a level).
    std::optional<Instant> next_deadline() const;
    std::size_t size() const { return size_; }

  private:
    static constexpr unsigned digit_bits = 6;
    static constexpr std::size_t slots = 1U << digit_bits;
    static constexpr std::size_t levels = 7;  // 64^7 ticks of 8 ms: beyond the year 3000
    static constexpr std::uint32_t none = UINT32_MAX;
    static constexpr std::int64_t not_armed = -1;

    struct Node {
        std::int64_t due_tick = not_armed;
        std::uint32_t previous = none;
        std::uint32_t next = none;
    };
    struct Place {
        std::size_t level;
        std::size_t slot;
    };
    Place place_of(std::int64_t due_tick) const;
    std::int64_t start_of(Place place) const;
    std::optional<Place> first_place() const;
    void link(std::uint32_t key);
    void unlink(std::uint32_t key);
    void spread(Place place);

    std::vector<Node> nodes_;
    std::array<std::array<std::uint32_t, slots>, levels> heads_;
    std::array<std::uint64_t, levels> occupied_{};  // one bit for each slot
    std::int64_t now_tick_ = 0;
    std::size_t size_ = 0;
};

}  // namespace stimchat::engine
