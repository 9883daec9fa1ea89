#include "shared/protocol/version.hpp"
#include "shared/session/client_core.hpp"
#include "shared/session/client_sentences.hpp"

#include <algorithm>

/// What happens to the link, the identity and the reports.
namespace stimchat::session {

namespace {

Happening happening_of(LinkLoss loss) {
    switch (loss) {
        case LinkLoss::displaced:
            return Happening::displaced;
        case LinkLoss::banned:
            return Happening::banned;
        case LinkLoss::refused:
        case LinkLoss::none:
        case LinkLoss::temporary:
            break;
    }
    return Happening::refused_for_good;
}

}  // namespace

void ClientSession::Core::on(const IdentityGranted& granted, Turn& turn) {
    link_.identity_granted(granted.token, turn);
}

void ClientSession::Core::on(const IdentityRefused& refused, Turn& turn) {
    link_.identity_refused(refused, turn);
}

void ClientSession::Core::on(const LinkOpened&, Turn& turn) {
    std::optional<protocol::KnownPosition> known;
    known_told_.reset();
    if (inbox_) {
        known_told_ = view().conversation;
        known = protocol::KnownPosition{*known_told_, inbox_->last()};
    }
    if (view().phase == Phase::chatting) joins_chat_ = true;  // perhaps there is another one by now
    link_.opened(known, turn);
}

void ClientSession::Core::on(const LinkClosed& closed, Turn& turn) {
    settle_loss(link_.closed(closed.code, turn), turn);
}

void ClientSession::Core::settle_loss(LinkLoss loss, Turn& turn) {
    if (loss == LinkLoss::none) return;
    // The server withdraws a search with the connection. What else is unanswered is asked again over the next one.
    find_sent_ = false;
    find_again_at_.reset();
    signs_.link_lost();
    catch_up_ping_.reset();
    if (!lost_at_) lost_at_ = turn.now;
    if (loss == LinkLoss::temporary) return;

    requests_.clear();
    page_.set(&ClientView::restarting, false);
    // The page has to be loaded again, and then finds its chat.
    if (loss == LinkLoss::refused && view().phase == Phase::chatting) keep_texts(turn);
    if (view().phase == Phase::chatting) {
        end_chat(EndReason::none, happening_of(loss), turn);
    } else {
        happen(happening_of(loss));
    }
    if (loss == LinkLoss::displaced) let_go_of_session(turn);
}

void ClientSession::Core::let_go_of_session(Turn& turn) {
    link_.forget_session();
    session_told_.reset();
    owns_session_ = false;
    turn.effects.push_back(KeepSession{});
    forget_kept_texts();
}

void ClientSession::Core::forget_kept_texts() {
    // The other tab may settle them. What is still kept when the person comes back here is found again then.
    for (;;) {
        const auto* kept = std::find_if(outbox_.begin(), outbox_.end(),
                                        [](const delivery::Outbox::Entry& entry) { return entry.is_kept; });
        if (kept == outbox_.end()) return;
        if (const LogEntry* shown = page_.find(Author::you, kept->message_id)) page_.remove(shown->entry);
        outbox_.take_failed(kept->message_id);
    }
}

void ClientSession::Core::give_up_link(protocol::CloseCode code, Turn& turn) {
    settle_loss(link_.give_up(code, turn), turn);
}

void ClientSession::Core::request(PendingRequests::Kind kind, const ConversationId& conversation, Turn& turn) {
    send_request(requests_.add(random_id<MessageId>(turn.random), kind, conversation, turn.now), turn);
}

void ClientSession::Core::send_request(const PendingRequests::Request& request, Turn& turn) {
    protocol::Command command{request.message_id, protocol::Cancel{}};
    if (request.kind == PendingRequests::Kind::find) command.body = protocol::Find{protocol::terms_version};
    if (request.kind == PendingRequests::Kind::leave) command.body = protocol::Leave{request.conversation};
    link_.send(command, turn);
}

void ClientSession::Core::on(const ReportAnswered& answer, Turn& turn) {
    const auto conversation = reports_.answered(answer, turn);
    if (!conversation) return;
    if (answer.outcome == ReportAnswered::Outcome::refused) {
        page_.set(&ClientView::notice, answer.sentence.empty() ? sentences::report_refused : answer.sentence);
    }
    // The person may be in another chat by now, which has a report of its own.
    if (view().conversation != conversation) return;
    switch (answer.outcome) {
        case ReportAnswered::Outcome::stored:
            return page_.set(&ClientView::report, ReportState::stored);
        case ReportAnswered::Outcome::refused:
            return page_.set(&ClientView::report, ReportState::refused);
        case ReportAnswered::Outcome::unavailable:
            return page_.set(&ClientView::report, ReportState::waiting);
    }
}

}  // namespace stimchat::session
