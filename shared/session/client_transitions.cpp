#include "shared/session/client_transitions.hpp"

namespace stimchat::session {

Phase next_phase(Phase phase, Happening happening) {
    for (const PhaseTransition& row : phase_transitions) {
        if (row.from == phase && row.happening == happening) return row.to;
    }
    return phase;
}

Link next_link(Link link, LinkHappening happening) {
    for (const LinkTransition& row : link_transitions) {
        if (row.from == link && row.happening == happening) return row.to;
    }
    return link;
}

bool wants_link(Phase phase) {
    switch (phase) {
        case Phase::idle:
        case Phase::searching:
        case Phase::no_partner:
        case Phase::chatting:
        case Phase::ended:
            return true;
        case Phase::consent:
        case Phase::elsewhere:
        case Phase::banned:
        case Phase::failed:
            return false;
    }
    return false;
}

}  // namespace stimchat::session
