#include "shared/session/client_core.hpp"
#include "shared/session/client_sentences.hpp"

/// What the passing of time brings.
namespace stimchat::session {

void ClientSession::Core::on(const TimePassed&, Turn& turn) {
    settle_loss(link_.on_time(turn), turn);

    const delivery::Outbox::Due texts = outbox_.on_time(turn.now);
    for (const MessageId message_id : texts.failed)
        fail(message_id, sentences::no_answer);
    for (const MessageId message_id : texts.resend)
        send_text(message_id, turn);

    const PendingRequests::Due requests = requests_.on_time(turn.now);
    for (const protocol::Command& command : requests.resend)
        link_.send(command, turn);
    if (requests.exhausted) give_up_link(protocol::CloseCode::heartbeat_timeout, turn);

    if (is_due(find_again_at_, turn.now)) send_find(turn);
    reports_.on_time(turn);
    close_report_window(turn);
    lift_ban(turn);
}

void ClientSession::Core::close_report_window(Turn& turn) {
    if (!is_due(view().report_until, turn.now)) return;
    page_.set(&ClientView::report, ReportState::none);
    page_.set(&ClientView::report_until, std::nullopt);
}

void ClientSession::Core::lift_ban(Turn& turn) {
    if (!is_due(ban_over_at_, turn.now)) return;
    ban_over_at_.reset();
    page_.set(&ClientView::ban_reason, std::string_view{});
    page_.set(&ClientView::ban_until, std::nullopt);
    happen(Happening::ban_over);
    link_.want(turn);
}

std::optional<Instant> ClientSession::Core::next_deadline() const {
    std::optional<Instant> next = link_.next_deadline();
    next = earliest(next, outbox_.next_deadline());
    next = earliest(next, requests_.next_deadline());
    next = earliest(next, find_again_at_);
    next = earliest(next, reports_.next_deadline());
    next = earliest(next, view().report_until);
    return earliest(next, ban_over_at_);
}

}  // namespace stimchat::session
