#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/session/client_events.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace stimchat::engine {

using session::ReportReason;

/// One line of what the server saw.
struct EvidenceLine {
    std::uint64_t offset = 0;
    Alias sender;
    Instant at;
    std::string text;
};

/// A report as it goes to the database. The reporter names a conversation, a reason and a note; all else comes from the
/// server's own records.
struct Report {
    ReportId id;
    ConversationId conversation;
    ParticipantKey reporter;
    ParticipantKey reported;
    Alias reporter_alias;
    Alias reported_alias;
    ReportReason reason{};
    std::string note;
    Instant chat_started_at;
    Instant reported_at;
    bool evidence_truncated = false;  ///< the transcript's bound was reached; the oldest lines are gone
    std::vector<EvidenceLine> evidence;
};

}  // namespace stimchat::engine
