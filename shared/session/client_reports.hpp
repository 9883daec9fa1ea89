#pragma once

#include "shared/core/ids.hpp"
#include "shared/delivery/backoff.hpp"
#include "shared/delivery/bounded_list.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/session/client_turn.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace stimchat::session {

/// The body of POST /api/v1/report; an empty note is left out.
std::string report_body(ConversationId conversation, ReportReason reason, std::string_view note);

/// Brings reports to the server, one at a time, until each is stored or refused: whatever happens to the link, and also
/// while the person is in the next chat.
class ReportDelivery {
  public:
    struct Report {
        ConversationId conversation;
        std::string token;  ///< of the participant who was in that conversation
        std::string body;
    };

    // More can only gather if the server cannot store any of them for a long time.
    static constexpr std::size_t reports_max = 8;

    /// Whether there are too many undelivered ones for another.
    bool is_full() const { return reports_.is_full(); }
    /// Nothing happens if it is full.
    void submit(Report report, Turn& turn);

    /// To which conversation an answer belongs; absent if nothing was asked. `unavailable` keeps the report for later.
    std::optional<ConversationId> answered(const ReportAnswered& answer, Turn& turn);
    void on_time(Turn& turn);
    std::optional<Instant> next_deadline() const { return retry_at_; }
    bool is_consistent() const;

  private:
    void post_oldest(Turn& turn);
    Duration pause_before_retry(std::optional<Duration> asked, Turn& turn);

    delivery::BoundedList<Report, reports_max> reports_;
    bool in_flight_ = false;
    std::optional<Instant> retry_at_;
    delivery::Backoff backoff_{limits::backoff_base, limits::report_resend_cap};
};

}  // namespace stimchat::session
