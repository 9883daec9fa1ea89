#include "tools/sim/witness.hpp"

#include "shared/core/overloaded.hpp"

namespace stimchat::sim {

Witness::Member* Witness::Talk::find(Participant participant) {
    for (Member& member : members)
        if (member.participant == participant) return &member;
    return nullptr;
}

// --- what the server puts into links ---------------------------------------------------------------------------------

void Witness::handed(Participant to, std::string_view frame) {
    const auto message = decoder_.decode_server_message(frame);
    if (!message) return world_.violated(Breach::engine_inconsistent, "the server wrote a frame that cannot be read");
    std::visit(overloaded{
                   [&](const protocol::Ack& ack) { judge(to, ack); },
                   [&](const protocol::Nack&) {},
                   [&](const protocol::Welcome&) { judge_served(to, "WELCOME"); },
                   [&](const protocol::NewMatch& match) { judge(to, match); },
                   [&](const protocol::TextReceived& received) { judge(to, received); },
                   [&](const protocol::SearchEnded&) {},
                   [&](const protocol::ConversationEnded& ended) {
                       const auto talk = talks_.find(ended.conversation);
                       if (talk != talks_.end()) talk->second.is_over = true;
                   },
                   [&](const protocol::Banned&) {},
                   [&](const protocol::Error&) {},
               },
               message->body);
}

void Witness::judge(Participant to, const protocol::NewMatch& match) {
    judge_served(to, "NEW_MATCH");
    Talk& talk = talks_[match.conversation];
    const bool first = talk.members[0].participant == 0;
    if (first) ++world_.tally.matches;
    if (!first && talk.members[0].participant == to) {
        world_.violated(Breach::matched_with_self, "participant " + std::to_string(to));
    }
    talk.members[first ? 0 : 1].participant = to;

    const auto last = last_talk_.find(to);
    if (last != last_talk_.end() && !talks_[last->second].is_over) {
        world_.violated(Breach::two_matches, "participant " + std::to_string(to));
    }
    last_talk_[to] = match.conversation;
}

void Witness::judge(Participant to, const protocol::TextReceived& received) {
    judge_served(to, "a text");
    const auto message = messages_.find(received.message_id);
    const auto talk = talks_.find(received.conversation);
    if (message == messages_.end() || talk == talks_.end() || talk->second.is_over ||
        !(message->second.conversation == received.conversation) || message->second.author == to ||
        message->second.text != received.text || talk->second.find(to) == nullptr) {
        return violated(Breach::text_from_nowhere, to, received.message_id);
    }
    if (message->second.handed) return violated(Breach::shown_twice, to, received.message_id);
    message->second.handed = true;
    ++talk->second.find(to)->handed;
    ++world_.tally.messages;
}

void Witness::judge(Participant to, const protocol::Ack& ack) {
    if (!ack.position) return;
    judge_served(to, "ACK of a text");
    const auto message = messages_.find(ack.message_id);
    if (message == messages_.end() || !message->second.handed) violated(Breach::tick_unproven, to, ack.message_id);
}

void Witness::judge_served(Participant to, std::string_view what) {
    if (!is_banned(to)) return;
    world_.violated(Breach::banned_served, std::string(what) + " for participant " + std::to_string(to));
}

// --- what is said and shown ------------------------------------------------------------------------------------------

void Witness::said(Participant author, ConversationId conversation, MessageId message_id, std::string_view text) {
    const auto talk = talks_.find(conversation);
    Member* const member = talk == talks_.end() ? nullptr : talk->second.find(author);
    if (member == nullptr) return violated(Breach::text_from_nowhere, author, message_id);
    const bool fresh =
        messages_.try_emplace(message_id, Message{conversation, author, ++member->said, std::string(text), false})
            .second;
    if (!fresh) violated(Breach::shown_twice, author, message_id);
}

void Witness::shown(Participant reader, ConversationId conversation, MessageId message_id, std::string_view text) {
    const auto message = messages_.find(message_id);
    const auto talk = talks_.find(conversation);
    Member* const member = talk == talks_.end() ? nullptr : talk->second.find(reader);
    if (message == messages_.end() || member == nullptr || !(message->second.conversation == conversation) ||
        message->second.author == reader || message->second.text != text || !message->second.handed) {
        return violated(Breach::text_from_nowhere, reader, message_id);
    }
    ++world_.tally.shown;
    ++member->shown;
    const std::uint64_t number = message->second.number;
    if (number == member->shown_last) return violated(Breach::shown_twice, reader, message_id);
    if (number < member->shown_last) return violated(Breach::out_of_order, reader, message_id);
    member->shown_last = number;
}

void Witness::ticked(MessageId message_id) {
    const auto message = messages_.find(message_id);
    if (message == messages_.end() || !message->second.handed) violated(Breach::tick_unproven, 0, message_id);
}

void Witness::told_over(Participant reader, ConversationId conversation) {
    check_all_shown(reader, conversation);
}

void Witness::check_all_shown(Participant reader, ConversationId conversation) {
    const auto talk = talks_.find(conversation);
    const Member* const member = talk == talks_.end() ? nullptr : talk->second.find(reader);
    if (member == nullptr) return violated(Breach::text_from_nowhere, reader, {});
    if (member->shown < member->handed) violated(Breach::text_missing, reader, {});
}

// --- bans ------------------------------------------------------------------------------------------------------------

// Of two bans the one that lasts longer counts.
void Witness::banned(Participant participant, std::optional<Instant> until) {
    ++world_.tally.bans;
    if (until && is_banned(participant)) {
        const auto& before = bans_[participant];
        if (!before || *before > *until) return;
    }
    bans_[participant] = until;
}

void Witness::ban_lifted(Participant participant) {
    bans_.erase(participant);
}

bool Witness::is_banned(Participant participant) const {
    const auto ban = bans_.find(participant);
    return ban != bans_.end() && (!ban->second || world_.now() < *ban->second);
}

void Witness::violated(Breach breach, Participant who, MessageId message_id) {
    std::string detail = "participant " + std::to_string(who) + ", message ";
    detail += view(to_text(message_id));
    world_.violated(breach, detail);
}

}  // namespace stimchat::sim
