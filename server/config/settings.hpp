#pragma once

#include "server/config/config.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stimchat::config {

/// One line of the table that flags, variables, file, help and checks are made from.
struct Setting {
    std::string_view name;  ///< of the flag, without dashes
    std::string_view help;
    std::string default_text;
    std::string range;  ///< completes "give ..."
    bool repeatable = false;
    bool secret = false;     ///< its value is not repeated in messages
    bool is_switch = false;  ///< the flag alone is "true"
    /// Puts a value in its place; false if it is none of `range`.
    std::function<bool(const std::string& value, Config& config)> read;
};

const std::vector<Setting>& settings();

/// "search-timeout" -> "STIMCHAT_SEARCH_TIMEOUT".
std::string environment_name(const Setting& setting);

/// What is wrong with values that are each possible, but not together; one sentence each.
std::vector<std::string> contradictions(const Config& config);

}  // namespace stimchat::config
