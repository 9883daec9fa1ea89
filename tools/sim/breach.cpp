#include "tools/sim/breach.hpp"

namespace stimchat::sim {

std::string_view name_of(Breach breach) {
    switch (breach) {
        case Breach::shown_twice:
            return "shown_twice";
        case Breach::out_of_order:
            return "out_of_order";
        case Breach::text_from_nowhere:
            return "text_from_nowhere";
        case Breach::text_missing:
            return "text_missing";
        case Breach::tick_unproven:
            return "tick_unproven";
        case Breach::tick_taken_back:
            return "tick_taken_back";
        case Breach::two_matches:
            return "two_matches";
        case Breach::matched_with_self:
            return "matched_with_self";
        case Breach::banned_served:
            return "banned_served";
        case Breach::stream_gap:
            return "stream_gap";
        case Breach::client_inconsistent:
            return "client_inconsistent";
        case Breach::engine_inconsistent:
            return "engine_inconsistent";
        case Breach::bound_passed:
            return "bound_passed";
        case Breach::spinning:
            return "spinning";
        case Breach::client_failed:
            return "client_failed";
        case Breach::still_sending:
            return "still_sending";
        case Breach::still_searching:
            return "still_searching";
        case Breach::link_not_settled:
            return "link_not_settled";
        case Breach::report_not_settled:
            return "report_not_settled";
        case Breach::ends_disagree:
            return "ends_disagree";
    }
    return "unknown";
}

Tally& Tally::operator+=(const Tally& other) {
    runs += other.runs;
    messages += other.messages;
    shown += other.shown;
    matches += other.matches;
    faults += other.faults;
    reports_stored += other.reports_stored;
    bans += other.bans;
    steps += other.steps;
    violations += other.violations;
    return *this;
}

}  // namespace stimchat::sim
