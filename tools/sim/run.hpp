#pragma once

#include "tools/sim/breach.hpp"
#include "tools/sim/world.hpp"

#include <vector>

namespace stimchat::sim {

struct RunOutcome {
    Tally tally;
    std::vector<Violation> violations;  ///< the first ones; Tally::violations counts all

    bool has(Breach breach) const;
};

/// One run, from its seed alone: the same options give the same run, event by event. One thread, no clock, no socket.
RunOutcome run(const RunOptions& options);

}  // namespace stimchat::sim
