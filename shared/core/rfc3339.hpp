#pragma once

#include "shared/core/time.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

/// Time stamps as text: RFC 3339, always UTC, always milliseconds, e.g. "2026-03-01T03:14:15.926Z". Fixed width, so
/// that texts sort as times do. No clock: calendar arithmetic only.
namespace stimchat {

inline constexpr std::size_t rfc3339_text_bytes = 24;
using Rfc3339Text = std::array<char, rfc3339_text_bytes>;

/// Instants outside of the years 0000 to 9999 are written as the nearest one inside.
Rfc3339Text format_rfc3339(Instant instant);

/// Takes exactly the form that format_rfc3339 gives: no other offset or precision, no leap second, real dates only.
std::optional<Instant> parse_rfc3339(std::string_view text);

}  // namespace stimchat
