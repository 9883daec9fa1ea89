#include "shared/core/mutation.hpp"
#include "shared/session/client_core.hpp"
#include "shared/session/client_sentences.hpp"

namespace stimchat::session {

bool ClientSession::Core::takes_matches() const {
    return view().phase == Phase::searching || joins_chat_ || sessions_max_ > 1;
}

void ClientSession::Core::begin_chat(const protocol::NewMatch& match, Turn& turn) {
    if (view().phase == Phase::chatting && view().conversation != match.conversation)
        end_chat(reason_of_loss(turn), Happening::chat_over, turn);
    page_.clear_log();
    clear_last_chat();
    if (kept_chat_ != match.conversation) {
        kept_chat_.reset();
        outbox_.clear();
    }
    happen(view().phase == Phase::searching ? Happening::matched : Happening::resumed);
    page_.set(&ClientView::conversation, match.conversation);
    page_.set(&ClientView::report, ReportState::possible);
    page_.set(&ClientView::history_lost, match.position.offset > 1);
    chat_token_ = link_.token();
    joins_chat_ = false;
    if (match.position.offset > 1) doubt_texts(turn);
    begin_stream(match);
    if (!catch_up_ping_) reveal_kept_texts();
}

void ClientSession::Core::begin_stream(const protocol::NewMatch& match) {
    inbox_.emplace(match.position);
    you_ = match.you;
    partner_read_ = 0;
    signs_.begin(match.conversation, match.position.epoch);
}

void ClientSession::Core::restart_stream(const protocol::NewMatch& match, Turn& turn) {
    const protocol::StreamPosition last = inbox_->last();
    // Else it goes on from where we are, or before, and nothing is missing.
    if (match.position.epoch != last.epoch || match.position.offset > last.offset) {
        page_.set(&ClientView::history_lost, !mutated(Mutation::history_lost_not_told));
        doubt_texts(turn);
        begin_stream(match);
    }
}

void ClientSession::Core::end_chat(EndReason reason, Happening happening, Turn& turn) {
    const bool goes_on_elsewhere = happening == Happening::displaced;
    while (delivery::Outbox::Entry* text = outbox_.next_abandoned()) {
        text->is_unanswered = goes_on_elsewhere;
        fail(*text, SaySettled::Outcome::chat_over, {}, sentences::chat_over, turn);
    }
    if (goes_on_elsewhere) {
        kept_chat_ = view().conversation;
    } else {
        reveal_kept_texts();
    }
    inbox_.reset();
    signs_.end();
    catch_up_ping_.reset();
    happen(happening);
    if (view().phase != Phase::ended) return;
    page_.set(&ClientView::end_reason, reason);
    // What could be reported has gone with the server that had it.
    if (reason == EndReason::server_restarted) page_.set(&ClientView::report, ReportState::none);
    page_.set(&ClientView::partner, protocol::Presence::gone);
    if (view().report == ReportState::possible) page_.set(&ClientView::report_until, turn.now + report_window_);
}

void ClientSession::Core::clear_last_chat() {
    page_.set(&ClientView::conversation, std::nullopt);
    page_.set(&ClientView::end_reason, EndReason::none);
    page_.set(&ClientView::partner, protocol::Presence::here);
    page_.set(&ClientView::history_lost, false);
    page_.set(&ClientView::report, ReportState::none);
    page_.set(&ClientView::report_until, std::nullopt);
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
    return inbox_ && view().conversation == conversation && link_.state() == Link::up;
}

bool ClientSession::Core::is_partners(const ConversationId& conversation, Alias sender) const {
    return is_current(conversation) && !(sender == you_);
}

delivery::Arrival ClientSession::Core::observe(protocol::StreamPosition position, Turn& turn) {
    const delivery::Arrival arrival = inbox_->observe(position);
    if (arrival == delivery::Arrival::gap) give_up_link(protocol::CloseCode::stream_gap, turn);
    return arrival;
}

}  // namespace stimchat::session
