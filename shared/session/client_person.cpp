#include "shared/protocol/version.hpp"
#include "shared/session/client_core.hpp"
#include "shared/session/client_sentences.hpp"
#include "shared/validation/text.hpp"

/// What the person does.
namespace stimchat::session {

void ClientSession::Core::on(const Agree&, Turn& turn) {
    if (view().phase != Phase::consent) return;
    turn.effects.push_back(KeepTerms{protocol::terms_version});
    happen(Happening::agreed);
    link_.want(turn);
}

void ClientSession::Core::on(const FindChat&, Turn& turn) {
    if (next_phase(view().phase, Happening::search_asked) != Phase::searching) return;
    if (view().phase == Phase::searching) return;
    happen(Happening::search_asked);
    page_.clear_log();
    outbox_.clear();
    page_.set(&ClientView::searching_since, turn.now);
    find_backoff_.reset();
    send_find(turn);
}

void ClientSession::Core::on(const CancelSearch&, Turn& turn) {
    if (view().phase != Phase::searching) return;
    if (find_sent_) request(PendingRequests::Kind::cancel, {}, turn);
    happen(Happening::search_cancelled);
}

void ClientSession::Core::on(const Say& say_event, Turn& turn) {
    if (!inbox_) return refuse(protocol::NackCode::not_in_conversation);
    if (const auto fault = validation::check_text(say_event.text).fault) return refuse(*fault);
    if (!say(say_event.text, turn)) page_.set(&ClientView::notice, sentences::outbox_full);
}

void ClientSession::Core::on(const Retry& retry, Turn& turn) {
    if (!inbox_) return refuse(protocol::NackCode::not_in_conversation);
    const LogEntry* entry = page_.find(retry.entry);
    if (entry == nullptr || entry->author != Author::you) return;
    const auto failed = outbox_.take_failed(entry->message_id);
    if (!failed) return;
    page_.remove(retry.entry);
    // The first try was answered or given up, so this is a new message, and comes after what was said meanwhile.
    if (!say(failed->text, turn)) page_.set(&ClientView::notice, sentences::outbox_full);
}

void ClientSession::Core::on(const Discard& discard, Turn&) {
    const LogEntry* entry = page_.find(discard.entry);
    if (entry == nullptr || entry->state != delivery::SendState::failed) return;
    outbox_.take_failed(entry->message_id);
    page_.remove(discard.entry);
}

void ClientSession::Core::on(const LeaveChat&, Turn& turn) {
    if (!inbox_) return;
    request(PendingRequests::Kind::leave, *view().conversation, turn);
    end_chat(EndReason::you_left, Happening::chat_over, turn);
}

void ClientSession::Core::on(const SubmitReport& report, Turn& turn) {
    if (view().report != ReportState::possible) {
        page_.set(&ClientView::notice, sentences::report_too_late);
        return;
    }
    if (const auto fault = validation::check_report_note(report.note).fault) return refuse(*fault);
    if (reports_.is_full()) {
        page_.set(&ClientView::notice, sentences::reports_full);
        return;
    }
    const ConversationId conversation = *view().conversation;
    if (inbox_) {
        request(PendingRequests::Kind::leave, conversation, turn);
        end_chat(EndReason::reported, Happening::chat_over, turn);
    }
    reports_.submit({conversation, chat_token_, report_body(conversation, report.reason, report.note)}, turn);
    page_.set(&ClientView::report, ReportState::sending);
    page_.set(&ClientView::report_until, std::nullopt);
}

void ClientSession::Core::on(const UseHere&, Turn& turn) {
    if (view().phase != Phase::elsewhere) return;
    happen(Happening::taken_here);
    link_.want_here(turn);
}

void ClientSession::Core::on(const ReconnectNow&, Turn& turn) {
    link_.try_now(turn);
}

}  // namespace stimchat::session
