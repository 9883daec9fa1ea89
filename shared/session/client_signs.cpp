#include "shared/session/client_signs.hpp"

#include "shared/core/mutation.hpp"

namespace stimchat::session {

void ChatSigns::link_up() {
    is_up_ = true;
    is_away_told_ = false;
    chat_.receipt_told = 0;
    receipt_not_before_ = {};
}

void ChatSigns::link_lost() {
    is_up_ = false;
    chat_.writing_told_at.reset();
    partner_rests();
}

void ChatSigns::begin(const ConversationId& conversation, std::uint32_t epoch) {
    if (chat_.conversation == conversation && chat_.epoch == epoch) return;
    chat_ = Chat();
    chat_.conversation = conversation;
    chat_.epoch = epoch;
}

void ChatSigns::composing(bool is_writing, ClientLink& link, Turn& turn) {
    if (!is_up_ || !chat_.conversation) return;
    std::optional<Instant>& told_at = chat_.writing_told_at;
    const bool is_old = !told_at || turn.now >= *told_at + limits::typing_interval;
    // What has lapsed at the other end need not be taken back.
    if (is_writing ? !is_old : !told_at) return;
    told_at.reset();
    if (is_writing) told_at = turn.now;
    link.say(protocol::SetTyping{*chat_.conversation, is_writing}, turn);
}

void ChatSigns::tell(ClientLink& link, Turn& turn) {
    if (!is_partner_writing(turn.now) && !mutated(Mutation::typing_never_ends)) partner_rests();
    const bool is_read = looking_.is_in_front && looking_.is_at_bottom;
    if (is_read || mutated(Mutation::seen_while_hidden)) chat_.read = chat_.heard;
    if (!is_up_) return;
    if (is_away_told_ == looking_.is_in_front) {
        is_away_told_ = !looking_.is_in_front;
        link.say(protocol::SetPresence{is_away_told_ ? protocol::Presence::away : protocol::Presence::here}, turn);
    }
    if (owes_receipt() && turn.now >= receipt_not_before_) tell_receipt(link, turn);
}

void ChatSigns::tell_receipt(ClientLink& link, Turn& turn) {
    chat_.receipt_told = chat_.read;
    receipt_not_before_ = turn.now + limits::receipt_interval;
    link.say(protocol::MarkSeen{{*chat_.conversation, {chat_.epoch, chat_.read}}}, turn);
}

std::optional<Instant> ChatSigns::next_deadline() const {
    std::optional<Instant> next = chat_.partner_writes_until;
    if (is_up_ && owes_receipt()) bring_forward(next, receipt_not_before_);
    return next;
}

bool ChatSigns::is_consistent() const {
    if (chat_.receipt_told > chat_.read || chat_.read > chat_.heard) return false;
    if (!chat_.conversation && (chat_.heard > 0 || chat_.writing_told_at || chat_.partner_writes_until)) return false;
    return is_up_ || !(chat_.writing_told_at || chat_.partner_writes_until);
}

}  // namespace stimchat::session
