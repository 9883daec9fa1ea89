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
        case Breach::loss_not_told:
            return "loss_not_told";
        case Breach::stream_forked:
            return "stream_forked";
        case Breach::conversation_leaked:
            return "conversation_leaked";
        case Breach::tick_unproven:
            return "tick_unproven";
        case Breach::tick_taken_back:
            return "tick_taken_back";
        case Breach::seen_unproven:
            return "seen_unproven";
        case Breach::typing_without_end:
            return "typing_without_end";
        case Breach::two_matches:
            return "two_matches";
        case Breach::matched_with_self:
            return "matched_with_self";
        case Breach::matched_with_ghost:
            return "matched_with_ghost";
        case Breach::reason_false:
            return "reason_false";
        case Breach::banned_served:
            return "banned_served";
        case Breach::stream_gap:
            return "stream_gap";
        case Breach::settled_twice:
            return "settled_twice";
        case Breach::settled_late:
            return "settled_late";
        case Breach::report_lost:
            return "report_lost";
        case Breach::report_twice:
            return "report_twice";
        case Breach::evidence_false:
            return "evidence_false";
        case Breach::drain_late:
            return "drain_late";
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
        case Breach::still_unsettled:
            return "still_unsettled";
        case Breach::link_not_settled:
            return "link_not_settled";
        case Breach::report_not_settled:
            return "report_not_settled";
        case Breach::presence_wrong:
            return "presence_wrong";
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
    resumes += other.resumes;
    faults += other.faults;
    restarts += other.restarts;
    reports_stored += other.reports_stored;
    bans += other.bans;
    steps += other.steps;
    violations += other.violations;
    return *this;
}

}  // namespace stimchat::sim
