#include "server/config/duration_text.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

namespace stimchat::config {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t ms;
};
constexpr std::array<Unit, 5> units_largest_first{{
    {"d", 24 * 3'600'000},
    {"h", 3'600'000},
    {"m", 60'000},
    {"s", 1000},
    {"ms", 1},
}};

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, fault] = std::from_chars(text.data(), end, number);
    if (fault != std::errc() || number < 0) return std::nullopt;
    const std::string_view unit_name(rest, static_cast<std::size_t>(end - rest));
    for (const Unit& unit : units_largest_first) {
        if (unit.name != unit_name) continue;
        if (number > std::numeric_limits<std::int64_t>::max() / unit.ms) return std::nullopt;
        return Duration{number * unit.ms};
    }
    return std::nullopt;
}

std::string format_duration(Duration duration) {
    for (const Unit& unit : units_largest_first) {
        if (duration.ms != 0 && duration.ms % unit.ms == 0) {
            return std::to_string(duration.ms / unit.ms) + std::string(unit.name);
        }
    }
    return "0s";
}

}  // namespace stimchat::config
