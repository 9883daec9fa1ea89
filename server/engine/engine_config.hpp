#pragma once

#include "shared/core/time.hpp"
#include "shared/core/token_bucket.hpp"
#include "shared/protocol/limits.hpp"

#include <cstddef>

namespace stimchat::engine {

/// What an operator may set; each is a flag of stimchat-server.
struct EngineConfig {
    Duration search_timeout = seconds(60);
    Duration report_window = minutes(10);
    /// How long two people who have just met are not matched with each other again.
    Duration rematch_cooldown = minutes(5);
    Duration heartbeat_interval = limits::heartbeat_interval;
    Duration heartbeat_timeout = limits::heartbeat_timeout;
    /// How long a session without a connection is kept, and its partner waits; the second if it said that its person
    /// was away.
    Duration resume_window = limits::resume_window;
    Duration resume_window_away = limits::resume_window_away;
    /// Live sessions of one participant: 1 for strangers, more for accounts; at most
    /// limits::sessions_per_participant_max.
    std::size_t sessions_per_participant = 1;
    BucketShape commands{limits::command_burst, limits::commands_per_second};
    /// As many sessions again may wait for their connection to come back; beyond it the one that has waited longest
    /// goes.
    std::size_t connections_max = 18'000;
    /// Ended conversations kept for their report window; beyond it the oldest go first.
    std::size_t conversations_held_max = 100'000;
    /// All transcripts together, live and held.
    std::size_t evidence_bytes_max = 512 * 1024 * 1024;
};

}  // namespace stimchat::engine
