#include "shared/session/client_events.hpp"

#include <array>
#include <cstddef>

namespace stimchat::session {

namespace {

// In the order of the enum.
constexpr std::array<std::string_view, 7> reason_names{
    "child_safety", "violence", "sexual", "harassment_or_hate", "spam_or_scam", "self_harm", "other",
};

}  // namespace

std::string_view name_of(ReportReason reason) {
    return reason_names[static_cast<std::size_t>(reason)];
}

std::optional<ReportReason> parse_report_reason(std::string_view name) {
    for (std::size_t index = 0; index < reason_names.size(); ++index) {
        if (reason_names[index] == name) return static_cast<ReportReason>(index);
    }
    return std::nullopt;
}

}  // namespace stimchat::session
