#pragma once

#include "shared/core/time.hpp"

#include <cstddef>
#include <cstdint>

/// Bounds of the engine's own memory and work that no operator needs to set.
namespace stimchat::engine::bounds {

/// Pairs kept apart for the cool-down. When there are more, the oldest may meet again early.
inline constexpr std::size_t recent_pairs_max = 262'144;
/// How many waiting ones a new seeker, or one that still has some to look at, is compared with at a time. Only people
/// who have all just met each other wait together, so the first is nearly always the partner.
inline constexpr std::size_t looks_max = 64;
/// Then it goes on after this long.
inline constexpr Duration look_interval = milliseconds(100);

/// When there are more bans, the one that would end first is forgotten.
inline constexpr std::size_t bans_max = 1'000'000;

/// A drain closes connections in batches, this long after each other.
inline constexpr Duration drain_batch_interval = milliseconds(100);
/// What a server takes from its last close until it serves again; a drained client is told to wait at least so long.
inline constexpr Duration drain_restart_time = seconds(1);
/// And on top of it a random part of this for each connection there was: about a thousand come back per second.
inline constexpr Duration drain_return_interval = milliseconds(1);

/// HELLOs of a participant that is here already: token bucket. A small frame may be answered with a whole transcript.
inline constexpr std::uint32_t return_burst = 30;
inline constexpr std::uint32_t returns_per_second = 2;

/// Conversations kept because their report is not yet known to be stored; beyond it reports are refused as busy.
inline constexpr std::size_t unconfirmed_reports_max = 1'000;
/// A report that was not confirmed after this long is given up.
inline constexpr Duration unconfirmed_report_life = hours(1);

}  // namespace stimchat::engine::bounds
