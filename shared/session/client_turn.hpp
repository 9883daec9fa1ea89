#pragma once

#include "shared/core/random.hpp"
#include "shared/core/time.hpp"
#include "shared/session/client_events.hpp"

#include <optional>
#include <vector>

namespace stimchat::session {

/// What the handling of one event needs from outside, and where it leaves what the shell has to do.
struct Turn {
    Instant now;
    RandomSource& random;
    std::vector<ClientEffect>& effects;
};

/// Brings `next` forward if the other deadline is sooner.
inline void bring_forward(std::optional<Instant>& next, const std::optional<Instant>& deadline) {
    if (deadline && (!next || *deadline < *next)) next = deadline;
}

inline bool is_due(const std::optional<Instant>& deadline, Instant now) {
    return deadline.has_value() && now >= *deadline;
}

}  // namespace stimchat::session
