#pragma once

#include "shared/session/client_events.hpp"
#include "shared/session/client_view.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace stimchat::bindings {

/// The log as it was before a turn: enough to see what the turn has done to it.
struct LogBefore {
    std::size_t size = 0;
    std::uint64_t entry_last = 0;  ///< 0 if it was empty
};

/// One turn of a session as JSON, appended to `out`:
///   {"effects": [...], "deadline": ms|null}
/// and, if the view has changed since `revision_before`, or if nothing has ever changed:
///   "view": everything but the log, "log": [the entries that are new or have changed]
/// and, if entries are gone:
///   "left": [the numbers of all entries that are still there]
/// Bounded by the bounds of the session: outbox, log and frame.
struct TurnText {
    const std::vector<session::ClientEffect>& effects;
    const session::ClientView& view;
    std::optional<Instant> deadline;
    std::uint64_t revision_before = 0;
    LogBefore log_before;

    void append_to(std::string& out) const;
};

}  // namespace stimchat::bindings
