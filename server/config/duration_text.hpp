#pragma once

#include "shared/core/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace stimchat::config {

/// A span of time as people write it in a flag: a whole number and one of ms, s, m, h, d; e.g. "500ms", "60s", "30d".
std::optional<Duration> parse_duration(std::string_view text);

/// In the largest unit that fits without a remainder.
std::string format_duration(Duration duration);

}  // namespace stimchat::config
