#include "shared/core/mutation.hpp"
#include "shared/session/client_core.hpp"
#include "shared/session/client_sentences.hpp"

#include <utility>

/// What becomes of the person's own texts.
namespace stimchat::session {

using Outcome = SaySettled::Outcome;

namespace {

delivery::SendHappening happening_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::refused:
            return delivery::SendHappening::refused;
        case Outcome::chat_over:
            return delivery::SendHappening::chat_over;
        case Outcome::delivered:
        case Outcome::no_answer:
        case Outcome::closed:
        case Outcome::full:
            break;
    }
    return delivery::SendHappening::no_answer;
}

}  // namespace

bool ClientSession::Core::say(const MessageId& message_id, std::string_view text, SayTicket ticket, Turn& turn) {
    delivery::Outbox::Entry* entry = outbox_.push(message_id, text, turn.now);
    if (entry == nullptr) return false;
    entry->tag = ticket.value;
    send_text(*entry, turn);
    signs_.said();
    make_room();
    const bool is_hasty = mutated(Mutation::tick_before_ack);
    using delivery::SendState;
    page_.append(Author::you, message_id, is_hasty ? SendState::delivered : SendState::sending, text, turn.now);
    return true;
}

void ClientSession::Core::send_text(delivery::Outbox::Entry& entry, Turn& turn) {
    if (catch_up_ping_) return;  // what was said before it may have to go first
    entry.is_sent = entry.is_sent || link_.state() == Link::up;
    MessageId message_id = entry.message_id;
    if (mutated(Mutation::resend_under_new_id) && turn.now > entry.said_at) ++message_id.low;
    link_.send({message_id, protocol::SendText{*view().conversation, entry.text}}, turn);
}

void ClientSession::Core::resend_texts(Turn& turn) {
    outbox_.resend_all(turn.now);
    while (delivery::Outbox::Entry* text = outbox_.next_resend(turn.now))
        send_text(*text, turn);
}

void ClientSession::Core::doubt_texts(Turn& turn) {
    for (delivery::Outbox::Entry& entry : outbox_) {
        const bool is_refused = entry.state == delivery::SendState::failed && !entry.is_unanswered;
        if (!entry.is_sent || is_refused) continue;
        entry.state = delivery::SendState::failed;
        entry.is_unanswered = false;
        entry.is_uncertain = true;
        fail(entry, Outcome::no_answer, {}, sentences::uncertain, turn);
    }
}

void ClientSession::Core::retry(const LogEntry& entry, Turn& turn) {
    const delivery::Outbox::Entry* said = outbox_.find(entry.message_id);
    // The server may have forgotten its id, and would take it for another text.
    if (said != nullptr && said->is_uncertain) return page_.set(&ClientView::notice, sentences::uncertain);
    const auto failed = outbox_.take_failed(entry.message_id);
    if (!failed) return;
    page_.remove(entry.entry);
    forget_text(*failed, turn);
    // What was refused is a new message; what got no answer may have arrived. Either comes after what was said
    // meanwhile.
    const bool is_old = failed->is_unanswered && !mutated(Mutation::retry_under_new_id);
    const auto message_id = is_old ? failed->message_id : random_id<MessageId>(turn.random);
    if (!say(message_id, failed->text, {}, turn)) return page_.set(&ClientView::notice, sentences::outbox_full);
    (outbox_.end() - 1)->is_sent |= is_old && failed->is_sent;
}

void ClientSession::Core::discard(const LogEntry& entry, Turn& turn) {
    const auto failed = outbox_.take_failed(entry.message_id);
    if (!failed) return;
    forget_text(*failed, turn);
    page_.remove(entry.entry);
}

bool ClientSession::Core::prove(const MessageId& message_id, std::uint64_t offset, Turn& turn) {
    const std::uint64_t shown = page_.deliver(message_id, offset);
    if (offset <= partner_read_) page_.see(partner_read_);
    if (auto entry = outbox_.acked(message_id)) {
        forget_text(*entry, turn);
        settle(*entry, {Outcome::delivered, {}, {}, {}, shown, message_id}, turn);
    }
    return shown > 0;
}

void ClientSession::Core::fail(delivery::Outbox::Entry& entry, Outcome outcome, std::string_view code,
                               std::string_view sentence, Turn& turn) {
    const std::uint64_t shown = page_.fail(entry.message_id, happening_of(outcome), sentence);
    settle(entry, {outcome, {}, std::string(code), std::string(sentence), shown, entry.message_id}, turn);
}

void ClientSession::Core::settle(delivery::Outbox::Entry& entry, SaySettled settled, Turn& turn) {
    if (entry.tag == 0) return;
    settled.ticket.value = std::exchange(entry.tag, 0);
    turn.effects.push_back(std::move(settled));
}

void ClientSession::Core::refuse(protocol::NackCode code) {
    page_.set(&ClientView::notice, protocol::client_sentence_of(code));
}

void ClientSession::Core::refuse_text(SayTicket ticket, Outcome outcome, std::string_view code,
                                      std::string_view sentence, Turn& turn) {
    page_.set(&ClientView::notice, sentence);
    if (ticket.value == 0) return;
    turn.effects.push_back(SaySettled{outcome, ticket, std::string(code), std::string(sentence), 0, {}});
}

}  // namespace stimchat::session
