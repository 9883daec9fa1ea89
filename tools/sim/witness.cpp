#include "tools/sim/witness.hpp"

#include "shared/core/overloaded.hpp"

#include <functional>

/// What the server does.
namespace stimchat::sim {

Witness::Member* Witness::Talk::find(Participant participant) {
    for (Member& member : members)
        if (member.participant == participant) return &member;
    return nullptr;
}

Witness::Talk* Witness::talk_of(const ConversationId& conversation) {
    const auto talk = talks_.find(conversation);
    return talk == talks_.end() ? nullptr : &talk->second;
}

void Witness::handed(Participant to, PageNumber page, std::string_view frame) {
    judge_half_told();
    const auto message = decoder_.decode_server_message(frame);
    if (!message) return world_.violated(Breach::engine_inconsistent, "the server wrote a frame that cannot be read");
    std::visit(overloaded{
                   [&](const protocol::Ack& ack) { judge(to, ack); },
                   [&](const protocol::Nack&) {},
                   [&](const protocol::Welcome& welcome) { judge(to, page, welcome); },
                   [&](const protocol::NewMatch& match) { judge(to, page, match); },
                   [&](const protocol::TextReceived& received) { judge(to, received); },
                   [&](const protocol::SearchEnded&) {},
                   [&](const protocol::ConversationEnded& ended) { judge(to, ended); },
                   [&](const protocol::Banned&) {},
                   [&](const protocol::Error&) {},
                   [&](const protocol::PresenceChanged& m) { judge_member(to, m.conversation, "PRESENCE"); },
                   [&](const protocol::TypingChanged& m) { judge_member(to, m.conversation, "TYPING_INDICATOR"); },
                   [&](const protocol::SeenUpTo& m) { judge_member(to, m.up_to.conversation, "READ_RECEIPT"); },
                   [&](const protocol::System&) {},
               },
               message->body);
}

void Witness::judge(Participant to, PageNumber page, const protocol::Welcome& welcome) {
    judge_served(to, "WELCOME");
    sessions_[next_session_++ % sessions_.size()] = welcome.session;
    if (welcome.standing == protocol::Standing::chatting) {
        ++world_.tally.resumes;
        return;
    }
    // Whoever is told that there is no chat may be matched anew.
    const auto last = last_talk_.find(to);
    if (last != last_talk_.end()) talks_[last->second].is_over = true;
    static_cast<void>(page);
}

void Witness::judge(Participant to, PageNumber page, const protocol::NewMatch& match) {
    judge_served(to, "NEW_MATCH");
    Talk& talk = talks_[match.conversation];
    sights_[page].had_from[match.conversation] = match.position.offset;
    const auto seat = [&](const Alias& alias) -> Member* {
        for (Member& member : talk.members)
            if (member.participant != 0 && member.alias == alias) return &member;
        return nullptr;
    };
    Member* const known = seat(match.you);
    if (known != nullptr) {
        if (known->participant != to) violated(Breach::conversation_leaked, to, {}, "NEW_MATCH");
        return;
    }
    const bool first = talk.members[0].participant == 0;
    if (!first && talk.members[1].participant != 0) return violated(Breach::conversation_leaked, to, {}, "NEW_MATCH");
    if (first) ++world_.tally.matches;
    if (!first && talk.members[0].participant == to) violated(Breach::matched_with_self, to, {});
    talk.members[first ? 0 : 1] = {to, match.you, 0, false, sights_[page].person};
    const std::uint64_t person = talk.members[0].person;
    if (!first && person != 0 && person == talk.members[1].person) monologues_.insert(match.conversation);
    half_told_.reset();
    if (first) half_told_ = match.conversation;
    if (first) half_told_at_ = world_.now();
    talk.epoch = match.position.epoch;

    const auto last = last_talk_.find(to);
    if (last != last_talk_.end() && !(last->second == match.conversation) && !talks_[last->second].is_over) {
        violated(Breach::two_matches, to, {});
    }
    last_talk_[to] = match.conversation;
}

/// Both are told of a match at the same time.
void Witness::judge_half_told() {
    if (!half_told_ || half_told_at_ == world_.now()) return;
    violated(Breach::matched_with_ghost, talks_[*half_told_].members[0].participant, {});
    half_told_.reset();
}

void Witness::judge(Participant to, const protocol::TextReceived& received) {
    judge_served(to, "a text");
    judge_member(to, received.conversation, "CHAT_MESSAGE");
    if (is_monologue(received.conversation)) return;
    const auto message = messages_.find(received.message_id);
    if (message == messages_.end() || !(message->second.conversation == received.conversation) ||
        message->second.text != received.text) {
        return violated(Breach::text_from_nowhere, to, received.message_id, "sent");
    }
    place(message->second, received.message_id, received.position);
}

void Witness::judge(Participant to, const protocol::Ack& ack) {
    if (!ack.position) return;
    judge_served(to, "ACK of a text");
    if (ack.conversation && is_monologue(*ack.conversation)) return;
    const auto message = messages_.find(ack.message_id);
    if (message == messages_.end() || message->second.author != to) {
        return violated(Breach::tick_unproven, to, ack.message_id, "ACK of what was not said");
    }
    place(message->second, ack.message_id, *ack.position);
}

void Witness::judge(Participant to, const protocol::ConversationEnded& ended) {
    judge_member(to, ended.conversation, "CONVERSATION_ENDED");
    Talk& talk = talks_[ended.conversation];
    talk.is_over = true;
    const Member* const member = talk.find(to);
    const bool is_told_to_have_left = ended.reason == protocol::ConversationEnd::you_left;
    if (member != nullptr && is_told_to_have_left && !member->has_left) violated(Breach::reason_false, to, {});
    const bool moved = talk.end_offset != 0 && talk.end_offset != ended.position.offset;
    if (moved || ended.position.offset < talk.stream.size()) violated(Breach::stream_forked, to, {}, "the end");
    talk.end_offset = ended.position.offset;
}

/// Each text has one place, and each place one text.
void Witness::place(Message& message, const MessageId& message_id, protocol::StreamPosition position) {
    Talk* const talk = talk_of(message.conversation);
    if (talk == nullptr || position.epoch != talk->epoch) {
        return violated(Breach::stream_forked, message.author, message_id, "epoch");
    }
    if (message.offset == position.offset) return;
    if (message.offset != 0 && !is_forgotten(message)) {
        return violated(Breach::shown_twice, message.author, message_id, "has two places");
    }
    if (talk->end_offset != 0 && position.offset >= talk->end_offset) {
        return violated(Breach::stream_forked, message.author, message_id, "behind the end");
    }
    if (talk->stream.size() <= position.offset) talk->stream.resize(position.offset + 1, nullptr);
    const Message*& here = talk->stream[position.offset];
    if (here != nullptr) return violated(Breach::stream_forked, message.author, message_id, "two texts at one place");
    here = &message;
    message.offset = position.offset;
    ++world_.tally.messages;
    const auto words = words_.try_emplace(std::hash<std::string>{}(message.text), message_id);
    if (!words.second && !(words.first->second == message_id) && said_on_one_page(words.first->second, message_id)) {
        violated(Breach::shown_twice, message.author, message_id, "has a place under two ids");
    }
}

/// A page of its author could not learn any more that it had been delivered: the server's record of that is gone. It
/// may then be sent again, and come twice; the alternative would be that it never comes.
bool Witness::is_forgotten(const Message& message) const {
    for (const auto& [number, page] : sights_) {
        const auto had_from = page.had_from.find(message.conversation);
        const bool is_too_late = had_from != page.had_from.end() && had_from->second >= message.offset;
        if (is_too_late && page.said.count(&message) != 0) return true;
    }
    return false;
}

/// Where several pages of a browser have found the same text, a person may send it from each.
bool Witness::said_on_one_page(const MessageId& one, const MessageId& other) const {
    std::size_t pages = 0;
    bool has_both = false;
    for (const auto& [number, page] : sights_) {
        const bool has_one = page.said.count(&messages_.at(one)) != 0;
        pages += has_one ? 1 : 0;
        has_both = has_both || (has_one && page.said.count(&messages_.at(other)) != 0);
    }
    return pages == 1 && has_both;
}

void Witness::judge_member(Participant to, const ConversationId& conversation, std::string_view what) {
    Talk* const talk = talk_of(conversation);
    if (talk == nullptr || talk->find(to) == nullptr) violated(Breach::conversation_leaked, to, {}, what);
}

void Witness::judge_served(Participant to, std::string_view what) {
    if (is_banned(to)) violated(Breach::banned_served, to, {}, what);
}

void Witness::arrived(Participant from, std::string_view frame) {
    constexpr std::string_view leave = "{\"type\":\"LEAVE\"";
    if (frame.substr(0, leave.size()) == leave) mark_left(from);
}

void Witness::mark_left(Participant who) {
    const auto last = last_talk_.find(who);
    if (last == last_talk_.end()) return;
    Talk& talk = talks_[last->second];
    talk.is_over = true;
    if (Member* const member = talk.find(who)) member->has_left = true;
}

void Witness::server_stopped() {
    for (auto& [participant, conversation] : last_talk_)
        talks_[conversation].is_over = true;
}

void Witness::violated(Breach breach, Participant who, MessageId message_id, std::string_view detail) {
    std::string text = "participant " + std::to_string(who) + ", message ";
    text += view(to_text(message_id));
    if (!detail.empty()) (text += ", ") += detail;
    world_.violated(breach, text);
}

}  // namespace stimchat::sim
