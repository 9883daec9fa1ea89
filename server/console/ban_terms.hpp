#pragma once

#include "server/engine/moderation/ban.hpp"
#include "server/engine/moderation/report.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace stimchat::console {

/// For how long somebody can be banned; the names are the API's.
enum class BanLength : std::uint8_t { minutes_15, hours_24, days_7, days_30, permanent };

std::optional<BanLength> parse_ban_length(std::string_view name);  ///< "15m", "24h", "7d", "30d", "permanent"
std::string_view name_of(BanLength length);
/// Nothing: permanent.
std::optional<Duration> duration_of(BanLength length);

/// What the banned person reads.
std::string_view plain_words(engine::ReportReason reason);

/// The ban that follows from an upheld report.
engine::Ban ban_for(ParticipantKey reported, engine::ReportReason reason, BanLength length, BanId id, Instant now);

}  // namespace stimchat::console
