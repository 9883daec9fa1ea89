#include "shared/core/overloaded.hpp"
#include "shared/session/client_core.hpp"

#include <algorithm>

/// What the server says.
namespace stimchat::session {

namespace {

// A ban that is over by the time it is read would be asked about again and again.
constexpr Duration ban_check_interval_min = seconds(1);

std::string_view sentence_of(protocol::NackCode code, std::string_view text) {
    return text.empty() ? protocol::client_sentence_of(code) : text;
}

}  // namespace

void ClientSession::Core::on(const FrameReceived& received, Turn& turn) {
    if (!link_.heard(turn.now)) return;
    const auto message = decoder_.decode_server_message(received.frame);
    if (message) return dispatch(*message, turn);
    // A newer server may say more than this client knows. Anything else that cannot be read may have been a push.
    if (message.error().code == protocol::NackCode::unknown_type) return;
    give_up_link(protocol::CloseCode::stream_gap, turn);
}

void ClientSession::Core::dispatch(const protocol::ServerMessage& message, Turn& turn) {
    std::visit(overloaded{
                   [&](const protocol::Ack& m) { on(m, turn); },
                   [&](const protocol::Nack& m) { on(m, turn); },
                   [&](const protocol::Welcome& m) { on(m, turn); },
                   [&](const protocol::NewMatch& m) { on(m, turn); },
                   [&](const protocol::TextReceived& m) { on(m, message.timestamp, turn); },
                   [&](const protocol::SearchEnded& m) { on(m, turn); },
                   [&](const protocol::ConversationEnded& m) { on(m, turn); },
                   [&](const protocol::Banned& m) { on(m, message.timestamp, turn); },
                   [&](const protocol::Error& m) { on(m); },
                   [&](const protocol::PresenceChanged& m) { on(m); },
                   [&](const protocol::TypingChanged& m) { on(m, turn); },
                   [&](const protocol::SeenUpTo& m) { on(m); },
                   [&](const protocol::System& m) { on(m); },
               },
               message.body);
}

void ClientSession::Core::on(const protocol::Ack& ack, Turn& turn) {
    if (link_.is_hello(ack.message_id)) return;  // WELCOME follows
    if (requests_.answered(ack.message_id)) return;
    if (catch_up_ping_ == ack.message_id) return caught_up(turn);
    const bool is_text = outbox_.find(ack.message_id) != nullptr;
    if (is_text) prove(ack.message_id, ack.position ? ack.position->offset : 0, turn);
    // Also for a text that was given up: its place in the stream is taken.
    if (ack.conversation && ack.position && is_current(*ack.conversation)) observe(*ack.position, turn);
}

void ClientSession::Core::on(const protocol::Nack& nack, Turn& turn) {
    if (link_.is_hello(nack.message_id)) return link_.hello_refused(nack, turn);
    if (const auto kind = requests_.answered(nack.message_id)) {
        // A refused CANCEL or LEAVE says that there was nothing left to end.
        if (*kind == PendingRequests::Kind::find) find_refused(nack, turn);
        return;
    }
    if (catch_up_ping_ == nack.message_id) return caught_up(turn);
    delivery::Outbox::Entry* text = outbox_.nacked(nack.message_id);
    if (text == nullptr) return;
    fail(*text, SaySettled::Outcome::refused, name_of(nack.code), sentence_of(nack.code, nack.text), turn);
    if (nack.code == protocol::NackCode::not_in_conversation && inbox_) {
        end_chat(EndReason::connection_lost, Happening::chat_over, turn);
    }
}

void ClientSession::Core::on(const protocol::Welcome& welcome, Turn& turn) {
    const bool is_same_session = welcome.recovered && link_.session().has_value();
    if (!link_.welcomed(welcome, turn.now)) return;
    report_window_ = std::clamp(welcome.report_window, Duration{}, hours(24));
    resume_window_ = std::clamp(welcome.resume_window, Duration{}, hours(24));
    sessions_max_ = welcome.sessions_max;
    owns_session_ = true;
    page_.set(&ClientView::restarting, false);
    signs_.link_up();
    resume(welcome, is_same_session, turn);
}

void ClientSession::Core::on(const protocol::NewMatch& match, Turn& turn) {
    if (link_.state() != Link::up) return;
    // Once more, since the server has not heard yet that we have left; it will, before a new search.
    if (requests_.is_leaving(match.conversation)) return send_find(turn);
    if (is_current(match.conversation)) return restart_stream(match, turn);
    // It crossed a CANCEL: the person does not search any more.
    if (!takes_matches()) return request(PendingRequests::Kind::leave, match.conversation, turn);
    begin_chat(match, turn);
}

void ClientSession::Core::on(const protocol::TextReceived& received, Instant sent_at, Turn& turn) {
    if (!is_current(received.conversation)) return;
    if (observe(received.position, turn) != delivery::Arrival::fresh) return;
    if (received.sender == you_) return on_own(received, sent_at, turn);
    signs_.partner_rests();
    signs_.heard(received.position.offset);
    // A stream that began anew may repeat what the one before it has brought.
    if (view().history_lost && page_.find(Author::stranger, received.message_id) != nullptr) return;
    make_room();
    page_.append(Author::stranger, received.message_id, delivery::SendState::delivered, received.text, sent_at).offset =
        received.position.offset;
}

void ClientSession::Core::on_own(const protocol::TextReceived& received, Instant sent_at, Turn& turn) {
    if (prove(received.message_id, received.position.offset, turn)) return;
    // Said on another device, or before a reload.
    make_room();
    page_.append(Author::you, received.message_id, delivery::SendState::delivered, received.text, sent_at).offset =
        received.position.offset;
}

void ClientSession::Core::on(const protocol::SearchEnded& ended, Turn& turn) {
    if (view().phase != Phase::searching || !find_sent_) return;
    switch (ended.reason) {
        case protocol::SearchEnd::timed_out:
            return happen(Happening::search_timed_out);
        case protocol::SearchEnd::draining:
            // The server is about to close the link; the search goes on with the next one.
            return find_later(std::nullopt, turn);
        case protocol::SearchEnd::cancelled:
            forget_search();
            return happen(Happening::search_cancelled);
    }
}

void ClientSession::Core::on(const protocol::ConversationEnded& ended, Turn& turn) {
    if (!is_current(ended.conversation)) return;
    if (observe(ended.position, turn) == delivery::Arrival::gap) return;
    switch (ended.reason) {
        case protocol::ConversationEnd::partner_left:
            return end_chat(EndReason::partner_left, Happening::chat_over, turn);
        case protocol::ConversationEnd::you_left:
            return end_chat(EndReason::you_left, Happening::chat_over, turn);
        case protocol::ConversationEnd::draining:
            return end_chat(EndReason::server_draining, Happening::chat_over, turn);
    }
}

void ClientSession::Core::on(const protocol::Banned& ban, Instant sent_at, Turn& turn) {
    page_.set(&ClientView::ban_reason, ban.reason);
    page_.set(&ClientView::ban_until, ban.until);
    ban_over_at_.reset();
    // By how long it lasts, since the clock of this device may differ from the server's.
    if (ban.until) ban_over_at_ = turn.now + std::max(*ban.until - sent_at, ban_check_interval_min);
    link_.drop(turn);
    settle_loss(LinkLoss::banned, turn);
}

void ClientSession::Core::on(const protocol::Error& error) {
    page_.set(&ClientView::notice, sentence_of(error.code, error.text));
}

void ClientSession::Core::on(const protocol::PresenceChanged& changed) {
    if (is_partners(changed.conversation, changed.sender)) page_.set(&ClientView::partner, changed.presence);
}

void ClientSession::Core::on(const protocol::TypingChanged& changed, Turn& turn) {
    if (!is_partners(changed.conversation, changed.sender)) return;
    if (changed.is_typing) {
        signs_.partner_writes(turn.now);
    } else {
        signs_.partner_rests();
    }
}

void ClientSession::Core::on(const protocol::SeenUpTo& seen) {
    if (!is_partners(seen.up_to.conversation, seen.sender)) return;
    if (seen.up_to.position.epoch != inbox_->last().epoch) return;
    partner_read_ = std::max(partner_read_, seen.up_to.position.offset);
    page_.see(partner_read_);
}

void ClientSession::Core::on(const protocol::System& system) {
    switch (system.notice) {
        case protocol::SystemNotice::draining:
            link_.come_back_after(system.retry_after);
            return page_.set(&ClientView::restarting, true);
    }
}

}  // namespace stimchat::session
