#pragma once

#include "tools/load/crowd.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <sys/types.h>

namespace stimchat::load {

struct ChatOptions {
    std::size_t pairs = 100;
    TextShape texts;
};

/// The slope between the two counts is what a session costs; what the server needs for itself drops out.
struct IdleOptions {
    std::size_t sessions_from = 1000;
    std::size_t sessions_to = 4000;
    std::uint32_t settle_s = 2;
};

struct Options {
    Endpoint server;
    pid_t server_process = 0;  ///< 0: memory and CPU time of the server are not read
    std::uint32_t time_limit_s = 120;
    std::uint64_t seed = 1;
    std::string json_path;  ///< empty: figures are only printed
    std::optional<ChatOptions> chat;
    std::optional<IdleOptions> idle;
};

/// Reads the command line. An exit status instead of options: help was asked for or something was wrong, and it has
/// been printed.
struct ParsedOptions {
    Options options;
    std::optional<int> exit_status;
};
ParsedOptions parse_options(int argument_count, const char* const* arguments);

}  // namespace stimchat::load
