#pragma once

#include "tools/sim/breach.hpp"
#include "tools/sim/world.hpp"

#include <cstdint>
#include <vector>

namespace stimchat::sim {

/// Raised whenever a seed no longer means the same run (see seeds.txt).
inline constexpr std::uint32_t generator_version = 4;

struct RunOutcome {
    Tally tally;
    std::vector<Violation> violations;  ///< the first ones; Tally::violations counts all

    bool has(Breach breach) const;
};

/// One run, from its seed alone: the same options give the same run, event by event. One thread, no clock, no socket.
RunOutcome run(const RunOptions& options);

}  // namespace stimchat::sim
