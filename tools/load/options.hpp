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

/// Pairs on a bad network.
struct ChaosOptions {
    std::size_t pairs = 20;
    std::uint32_t seconds = 60;
    /// Between two faults of one connection, in the mean.
    std::uint32_t fault_interval_ms = 20'000;
    std::uint32_t delay_ms = 20;  ///< that each byte takes, each way
    bool through_proxy = true;    ///< else the network itself is bad, or a proxy is there already
};

/// Everybody is cut off at once, several times.
struct StormOptions {
    std::size_t pairs = 500;
    std::uint32_t rounds = 3;
    enum class Cause : std::uint8_t {
        cut,    ///< all connections are reset
        drain,  ///< the server gets SIGTERM; whoever supervises it starts it again
        kill,   ///< the same with SIGKILL
    } cause = Cause::cut;
};

struct Options {
    Endpoint server;
    pid_t server_process = 0;          ///< 0: memory and CPU time of the server are not read
    std::string server_process_file;   ///< names the server that runs at present, where it is started again and again
    std::uint32_t time_limit_s = 120;  ///< of chat and idle; the others end by themselves
    std::uint64_t seed = 1;
    std::string json_path;  ///< empty: figures are only printed
    std::optional<ChatOptions> chat;
    std::optional<IdleOptions> idle;
    std::optional<ChaosOptions> chaos;
    std::optional<StormOptions> storm;
};

/// Reads the command line. An exit status instead of options: help was asked for or something was wrong, and it has
/// been printed.
struct ParsedOptions {
    Options options;
    std::optional<int> exit_status;
};
ParsedOptions parse_options(int argument_count, const char* const* arguments);

}  // namespace stimchat::load
