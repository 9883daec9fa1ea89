#include "shared/session/client_core.hpp"
#include "shared/session/client_sentences.hpp"

namespace stimchat::session {

void ClientSession::Core::begin_chat(const protocol::NewMatch& match) {
    happen(Happening::matched);
    page_.set(&ClientView::conversation, match.conversation);
    page_.set(&ClientView::report, ReportState::possible);
    inbox_.emplace(match.position);
    chat_token_ = link_.token();
}

void ClientSession::Core::end_chat(EndReason reason, Happening happening, Turn& turn) {
    while (const delivery::Outbox::Entry* text = outbox_.next_abandoned())
        fail(text->message_id, sentences::chat_over);
    inbox_.reset();
    happen(happening);
    if (view().phase != Phase::ended) return;
    page_.set(&ClientView::end_reason, reason);
    page_.set(&ClientView::report_until, turn.now + report_window_);
}

void ClientSession::Core::clear_last_chat() {
    page_.set(&ClientView::conversation, std::nullopt);
    page_.set(&ClientView::end_reason, EndReason::none);
    page_.set(&ClientView::report, ReportState::none);
    page_.set(&ClientView::report_until, std::nullopt);
}

bool ClientSession::Core::say(std::string_view text, Turn& turn) {
    const auto message_id = random_id<MessageId>(turn.random);
    if (!outbox_.push(message_id, text, turn.now)) return false;
    make_room();
    page_.append(Author::you, message_id, delivery::SendState::sending, text, turn.now);
    send_text(*outbox_.find(message_id), turn);
    return true;
}

void ClientSession::Core::send_text(const delivery::Outbox::Entry& entry, Turn& turn) {
    link_.send({entry.message_id, protocol::SendText{*view().conversation, entry.text}}, turn);
}

void ClientSession::Core::fail(const MessageId& message_id, std::string_view sentence) {
    page_.settle(message_id, delivery::SendState::failed, sentence);
}

void ClientSession::Core::make_room() {
    while (view().log.size() >= limits::log_entries_max) {
        // There is one: the outbox holds far fewer texts than the log.
        const LogEntry* oldest = page_.oldest_settled();
        if (oldest->author == Author::you) outbox_.take_failed(oldest->message_id);
        page_.remove(oldest->entry);
    }
}

bool ClientSession::Core::is_current(const ConversationId& conversation) const {
    return inbox_.has_value() && view().conversation == conversation;
}

delivery::Arrival ClientSession::Core::observe(protocol::StreamPosition position, Turn& turn) {
    const delivery::Arrival arrival = inbox_->observe(position);
    if (arrival == delivery::Arrival::gap) give_up_link(protocol::CloseCode::stream_gap, turn);
    return arrival;
}

void ClientSession::Core::refuse(protocol::NackCode code) {
    page_.set(&ClientView::notice, protocol::client_sentence_of(code));
}

}  // namespace stimchat::session
