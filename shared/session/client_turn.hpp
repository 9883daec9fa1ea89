#pragma once

#include "shared/core/random.hpp"
#include "shared/core/time.hpp"
#include "shared/session/client_events.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace stimchat::session {

/// What the handling of one event needs from outside, and where it leaves what the shell has to do.
struct Turn {
    Instant now;
    RandomSource& random;
    std::vector<ClientEffect>& effects;
};

inline std::optional<Instant> earliest(std::optional<Instant> a, std::optional<Instant> b) {
    if (!a) return b;
    if (!b) return a;
    return std::min(*a, *b);
}

inline bool is_due(const std::optional<Instant>& deadline, Instant now) {
    return deadline.has_value() && now >= *deadline;
}

}  // namespace stimchat::session
