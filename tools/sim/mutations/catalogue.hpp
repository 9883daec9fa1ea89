#pragma once

#include "shared/core/mutation.hpp"
#include "tools/sim/breach.hpp"
#include "tools/sim/weather.hpp"
#include "tools/sim/world.hpp"

#include <string_view>
#include <vector>

namespace stimchat::sim {

/// One deliberate bug, and what the simulator has to say to it.
struct Deed {
    Mutation mutation{};
    std::string_view name;
    Breach expected{};
    /// What has to go wrong besides, where the network as it is gives no occasion: with this alone, and without the
    /// bug, the breach is not seen.
    Sabotage sabotage = Sabotage::none;
};

const std::vector<Deed>& catalogue();

}  // namespace stimchat::sim
