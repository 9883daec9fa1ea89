#pragma once

#include "shared/core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace stimchat::sim {

struct Options {
    std::uint64_t seeds = 100;
    std::uint64_t from = 1;
    std::uint32_t clients = 24;
    std::uint32_t minutes = 10;
    bool trace = false;
    bool only_safety = false;
    bool only_liveness = false;
    std::string list;                ///< a file of seeds to run instead; empty: none
    std::string commit = "unknown";  ///< printed with a failure
};

/// Reads the command line. An exit status instead of options: help was asked for or something was wrong, and it has
/// been printed.
struct ParsedOptions {
    Options options;
    std::optional<int> exit_status;
};
ParsedOptions parse_options(int argument_count, const char* const* arguments);

}  // namespace stimchat::sim
