#include "shared/session/client_reports.hpp"

#include "shared/protocol/json_text.hpp"

#include <algorithm>
#include <utility>

namespace stimchat::session {

std::string report_body(ConversationId conversation, ReportReason reason, std::string_view note) {
    std::string body = "{\"conversation_id\":\"";
    body += view(to_text(conversation));
    body += "\",\"reason\":\"";
    body += name_of(reason);
    body += '"';
    if (!note.empty()) {
        body += ",\"note\":";
        protocol::append_json_string(note, body);
    }
    body += '}';
    return body;
}

void ReportDelivery::submit(Report report, Turn& turn) {
    Report* last = reports_.add();
    if (last == nullptr) return;
    *last = std::move(report);
    // A new report does not shorten the wait: the server that asked for it is the same.
    if (!in_flight_ && !retry_at_) post_oldest(turn);
}

std::optional<ConversationId> ReportDelivery::answered(const ReportAnswered& answer, Turn& turn) {
    if (!in_flight_) return std::nullopt;
    in_flight_ = false;
    const ConversationId conversation = reports_.begin()->conversation;
    if (answer.outcome == ReportAnswered::Outcome::unavailable) {
        retry_at_ = turn.now + std::min(pause_before_retry(answer.retry_after, turn), limits::report_resend_cap);
        return conversation;
    }
    backoff_.reset();
    reports_.take(reports_.begin());
    if (!reports_.is_empty()) post_oldest(turn);
    return conversation;
}

Duration ReportDelivery::pause_before_retry(std::optional<Duration> asked, Turn& turn) {
    const Duration backoff = backoff_.next(turn.random);
    if (!asked) return backoff;
    // The server knows better when it can; but not all who wait should come at once.
    return std::max(*asked, limits::backoff_base) + std::min(backoff, seconds(1));
}

void ReportDelivery::on_time(Turn& turn) {
    if (!is_due(retry_at_, turn.now)) return;
    retry_at_.reset();
    post_oldest(turn);
}

void ReportDelivery::post_oldest(Turn& turn) {
    in_flight_ = true;
    turn.effects.push_back(PostReport{reports_.begin()->token, reports_.begin()->body});
}

bool ReportDelivery::is_consistent() const {
    const bool busy = in_flight_ || retry_at_.has_value();
    return busy == !reports_.is_empty() && !(in_flight_ && retry_at_.has_value());
}

}  // namespace stimchat::session
