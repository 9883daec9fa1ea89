#pragma once

#include "tools/sim/world.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace stimchat::sim {

/// One line of tools/sim/seeds.txt.
struct ListedSeed {
    std::uint64_t seed = 0;
    Mode mode = Mode::safety;
    std::uint32_t clients = 0;
    std::uint32_t minutes = 0;
};

/// Throws std::runtime_error if the file cannot be read, is empty, or has a line that is none.
std::vector<ListedSeed> read_seed_list(const std::string& path);

}  // namespace stimchat::sim
