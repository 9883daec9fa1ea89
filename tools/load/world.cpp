#include "tools/load/world.hpp"

#include <iostream>

namespace stimchat::load {

void World::fault(std::size_t person, const std::string& what) {
    constexpr std::uint64_t faults_printed_max = 20;
    if (faults++ < faults_printed_max) std::cerr << "person " << person << ": " << what << '\n';
}

}  // namespace stimchat::load
