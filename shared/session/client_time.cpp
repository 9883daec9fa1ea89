#include "shared/session/client_core.hpp"
#include "shared/session/client_sentences.hpp"

/// What the passing of time brings.
namespace stimchat::session {

void ClientSession::Core::on(const TimePassed&, Turn& turn) {
    settle_loss(link_.on_time(turn), turn);

    while (delivery::Outbox::Entry* text = outbox_.next_failed(turn.now))
        fail(*text, SaySettled::Outcome::no_answer, {}, sentences::no_answer, turn);
    while (delivery::Outbox::Entry* text = outbox_.next_resend(turn.now)) {
        send_text(*text, turn);
        // A link that is half open takes the resends as well, for as long as the heartbeat's interval.
        link_.asked_again(turn.now);
    }
    if (link_.state() == Link::up) resend_requests(turn);
    if (is_due(catch_up_due(), turn.now)) ask_whether_caught_up(turn);

    if (is_due(find_again_at_, turn.now)) send_find(turn);
    reports_.on_time(turn);
    close_report_window(turn);
    lift_ban(turn);
}

void ClientSession::Core::resend_requests(Turn& turn) {
    while (const PendingRequests::Request* request = requests_.next_due(turn.now))
        send_request(*request, turn);
    if (requests_.is_exhausted(turn.now)) give_up_link(protocol::CloseCode::heartbeat_timeout, turn);
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
    bring_forward(next, outbox_.next_deadline());
    if (link_.state() == Link::up) bring_forward(next, requests_.next_deadline());
    bring_forward(next, signs_.next_deadline());
    bring_forward(next, catch_up_due());
    bring_forward(next, find_again_at_);
    bring_forward(next, reports_.next_deadline());
    bring_forward(next, view().report_until);
    bring_forward(next, ban_over_at_);
    return next;
}

}  // namespace stimchat::session
