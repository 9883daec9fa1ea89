#include "tools/sim/command/seed_list.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace stimchat::sim {

std::vector<ListedSeed> read_seed_list(const std::string& path) {
    std::ifstream file(path);
    std::vector<ListedSeed> list;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::istringstream words(line);
        ListedSeed listed;
        std::string mode;
        words >> listed.seed >> mode >> listed.clients >> listed.minutes;
        if (!words || (mode != "safety" && mode != "liveness")) {
            throw std::runtime_error(std::string(path).append(": ").append(line));
        }
        listed.mode = mode == "safety" ? Mode::safety : Mode::liveness;
        list.push_back(listed);
    }
    if (list.empty()) throw std::runtime_error(path + ": no seeds");
    return list;
}

}  // namespace stimchat::sim
