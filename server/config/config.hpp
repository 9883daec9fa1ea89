#pragma once

#include "server/engine/engine_config.hpp"
#include "server/ops/log.hpp"
#include "shared/core/result.hpp"
#include "shared/core/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace stimchat::config {

/// What the operator chose. Each is a flag `--like-this`, a variable STIMCHAT_LIKE_THIS, and a line `like-this =
/// "value"` of the file that --config names; where a setting comes from several of them, the first of these wins.
struct Config {
    /// Set for `stimchat-server admin add NAME`; else the program serves.
    std::optional<std::string> moderator_to_add;

    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    std::string data_folder = "data";
    std::string database;  ///< "sqlite:PATH" or "postgresql://..."
    std::string web_root;  ///< empty: no pages
    std::string migrations_folder = "migrations";
    std::vector<std::string> origins;  ///< empty: pages from this server itself

    engine::EngineConfig engine;
    Duration token_life = hours(24 * 365);
    /// What the supervisor gives between SIGTERM and SIGKILL; a stop takes half of it at most.
    Duration stop_grace = seconds(30);
    /// For a reader to take what waited for it.
    Duration write_stall_timeout = seconds(10);
    /// POST /test/faults.
    bool test_faults = false;

    ops::LogFormat log_format = ops::LogFormat::human;
    ops::LogLevel log_level = ops::LogLevel::info;
};

/// The program ends here: with the help it was asked for, or with all that is wrong with the settings.
struct Farewell {
    int exit_code = 0;  ///< 0: `text` is for standard output, else for standard error
    std::string text;
};

inline constexpr int exit_code_usage = 2;

/// Reads flags, environment and file. Every wrong value is reported, not only the first, each with its flag, the value
/// and what it may be.
Result<Config, Farewell> read_config(std::span<const char* const> arguments);

}  // namespace stimchat::config
