#pragma once

#include "shared/session/client_events.hpp"
#include "shared/session/client_view.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace stimchat::bindings {

/// Which log entries the page has been told of, so that it can be told which are gone.
using KnownEntries = std::vector<std::uint64_t>;  // ascending

/// One turn of a session as JSON, appended to `out`:
///   {"effects": [...], "deadline": ms|null, "taken": bool}
/// and, if the view has changed since `revision_before`:
///   "view": everything but the log, "gone": [entry, ...], "log": [the entries that are new or have changed]
/// `known` is brought up to date. Bounded by the bounds of the session: outbox, log and frame.
struct TurnText {
    const std::vector<session::ClientEffect>& effects;
    const session::ClientView& view;
    std::optional<Instant> deadline;
    bool taken = false;  ///< whether a Say was taken
    std::uint64_t revision_before = 0;
    KnownEntries& known;

    void append_to(std::string& out) const;
};

}  // namespace stimchat::bindings
