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
    // It is not known yet what has become of the chat that an earlier page kept: its unsent texts must not be lost to a
    // search that is too early.
    if (kept_chat_ && outbox_.first_unanswered() != nullptr) return refuse(protocol::NackCode::hello_required);
    happen(Happening::search_asked);
    page_.clear_log();
    outbox_.clear();
    kept_chat_.reset();
    joins_chat_ = false;
    page_.set(&ClientView::searching_since, turn.now);
    find_backoff_.reset();
    send_find(turn);
}

void ClientSession::Core::on(const CancelSearch&, Turn& turn) {
    if (view().phase != Phase::searching) return;
    if (find_sent_) request(PendingRequests::Kind::cancel, {}, turn);
    happen(Happening::search_cancelled);
}

void ClientSession::Core::on(const Say& said, Turn& turn) {
    using Outcome = SaySettled::Outcome;
    if (!inbox_) {
        const bool comes_back = view().phase == Phase::chatting;
        const auto code = comes_back ? protocol::NackCode::hello_required : protocol::NackCode::not_in_conversation;
        const auto sentence = comes_back ? sentences::not_back_yet : protocol::client_sentence_of(code);
        return refuse_text(said.ticket, Outcome::refused, name_of(code), sentence, turn);
    }
    if (const auto fault = validation::check_text(said.text).fault)
        return refuse_text(said.ticket, Outcome::refused, name_of(*fault), protocol::client_sentence_of(*fault), turn);
    if (!say(random_id<MessageId>(turn.random), said.text, said.ticket, turn))
        refuse_text(said.ticket, Outcome::full, {}, sentences::outbox_full, turn);
}

void ClientSession::Core::on(const Retry& asked, Turn& turn) {
    if (!inbox_) return refuse(protocol::NackCode::not_in_conversation);
    const LogEntry* entry = page_.find(asked.entry);
    if (entry != nullptr && entry->author == Author::you) retry(*entry, turn);
}

void ClientSession::Core::on(const Discard& asked, Turn& turn) {
    const LogEntry* entry = page_.find(asked.entry);
    if (entry != nullptr && entry->author == Author::you) discard(*entry, turn);
}

void ClientSession::Core::on(const RetryUnsent&, Turn& turn) {
    if (unsent() == 0) return;
    while (const delivery::Outbox::Entry* text = outbox_.first_unanswered())
        retry(*page_.find(Author::you, text->message_id), turn);
}

void ClientSession::Core::on(const DiscardUnsent&, Turn& turn) {
    if (unsent() == 0) return;
    while (const delivery::Outbox::Entry* text = outbox_.first_unanswered())
        discard(*page_.find(Author::you, text->message_id), turn);
}

void ClientSession::Core::on(const Composing& composing, Turn& turn) {
    signs_.composing(composing.is_writing, link_, turn);
}

void ClientSession::Core::on(const Looking& looking, Turn& turn) {
    const bool comes_to_front = looking.is_in_front && !signs_.is_in_front();
    signs_.looking(looking);
    link_.watched(looking.is_in_front);
    if (comes_to_front) link_.try_now(turn);
}

void ClientSession::Core::on(const LeaveChat&, Turn& turn) {
    if (view().phase == Phase::chatting) leave(EndReason::you_left, turn);
}

void ClientSession::Core::leave(EndReason reason, Turn& turn) {
    joins_chat_ = false;
    request(PendingRequests::Kind::leave, *view().conversation, turn);
    end_chat(reason, Happening::chat_over, turn);
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
    if (view().phase == Phase::chatting) leave(EndReason::reported, turn);
    reports_.submit({conversation, chat_token_, report_body(conversation, report.reason, report.note)}, turn);
    page_.set(&ClientView::report, ReportState::sending);
    page_.set(&ClientView::report_until, std::nullopt);
}

void ClientSession::Core::on(const UseHere& here, Turn& turn) {
    if (view().phase != Phase::elsewhere) return;
    happen(Happening::taken_here);
    take_up_kept_chat(here.conversation);
    joins_chat_ = true;
    link_.want_here(turn);
}

void ClientSession::Core::on(const ReconnectNow& reconnect, Turn& turn) {
    if (reconnect.is_by_person) return link_.try_at_any_rate(turn);
    link_.try_now(turn);
}

}  // namespace stimchat::session
