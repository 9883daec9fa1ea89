#include "tools/sim/run.hpp"

#include "tools/sim/town.hpp"

#include <algorithm>

namespace stimchat::sim {

bool RunOutcome::has(Breach breach) const {
    return std::any_of(violations.begin(), violations.end(),
                       [breach](const Violation& violation) { return violation.breach == breach; });
}

RunOutcome run(const RunOptions& options) {
    Town town(options);
    town.live_until(town.world().now() + options.length);
    if (options.mode == Mode::liveness) town.settle();
    RunOutcome outcome{town.world().tally, town.world().violations()};
    outcome.tally.runs = 1;
    return outcome;
}

}  // namespace stimchat::sim
