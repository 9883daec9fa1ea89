#include "server/engine/engine_state.hpp"
#include "shared/core/mutation.hpp"
#include "shared/protocol/version.hpp"

#include <algorithm>

/// A session comes (back), and is told what it has missed.
namespace stimchat::engine {

using namespace protocol;
using session::ServerPhase;

namespace {

Standing standing_of(const Participant& participant) {
    switch (participant.protocol.phase()) {
        case ServerPhase::searching:
            return Standing::searching;
        case ServerPhase::chatting:
            return Standing::chatting;
        case ServerPhase::greeting:
        case ServerPhase::idle:
            break;
    }
    return Standing::idle;
}

bool is_by(ParticipantKey key, const Conversation& conversation, const Transcript::Line& line) {
    for (const Member& member : conversation.members())
        if (member.participant == key) return member.alias == line.sender;
    return false;
}

std::uint64_t oldest_resumable(const Session& session, const Conversation& conversation) {
    return std::max(conversation.oldest_resumable_offset(), session.expired_offset);
}

}  // namespace

/// On its new connection: the answer to the HELLO, then everything that the client does not know yet.
void ChatEngine::State::welcome(Handle<Session> handle, const Command& command, Turn turn) {
    const Hello& hello = std::get<Hello>(command.body);
    Session& session = participants_[handle];
    const bool session_lost = hello.session && !(*hello.session == session.id);
    const bool position_lost = hello.known && !has_position(session, *hello.known);
    const bool recovered = !session_lost && !position_lost;

    reply(*session.connection, command.message_id, {}, turn);
    Welcome welcome;
    welcome.session = session.id;
    welcome.version = protocol_version;
    welcome.recovered = recovered;
    welcome.standing = standing_of(participants_[session.participant]);
    welcome.sessions_max = static_cast<std::uint32_t>(config_.sessions_per_participant);
    welcome.resume_window = config_.resume_window;
    welcome.heartbeat_interval = config_.heartbeat_interval;
    welcome.search_timeout = config_.search_timeout;
    welcome.report_window = config_.report_window;
    push(session, {turn.now, welcome}, turn);

    catch_up(handle, recovered ? hello.known : std::nullopt, turn);
    warn_of_drain(session, turn);
    session.expired_offset = 0;
    announce_presence(session.participant, handle, turn);
}

bool ChatEngine::State::has_position(const Session& session, const KnownPosition& known) {
    const auto handle = conversations_.find(known.conversation);
    if (!handle) return false;
    Conversation& conversation = conversations_[*handle];
    // Whether a conversation of other people exists is not told.
    const ParticipantKey key = participants_[session.participant].key;
    if (!conversation.find(key)) return false;
    // It ended because this one was away for too long: a loss, and it should be told as one.
    if (conversation.was_lost_by(key)) return false;
    const StreamPosition last = conversation.last();
    if (known.position.epoch != last.epoch || known.position.offset > last.offset) return false;
    if (mutated(Mutation::skip_position_check)) return true;
    if (known.position.offset <= session.expired_offset) return false;
    return known.position.offset >= oldest_resumable(session, conversation);
}

/// `known` is available. First the conversation it names, which may be over; then the one that goes on, if that is
/// another; then how things are in it.
void ChatEngine::State::catch_up(Handle<Session> handle, const std::optional<KnownPosition>& known, Turn turn) {
    const Session& session = participants_[handle];
    Handle<Conversation> live = participants_[session.participant].conversation;
    if (mutated(Mutation::resume_into_another) && live) {
        conversations_.all().for_each([&](Handle<Conversation> any, const Conversation& conversation) {
            if (!conversation.is_over()) live = any;
        });
    }
    const auto resumed = known ? conversations_.find(known->conversation) : std::nullopt;
    if (resumed) replay(session, conversations_[*resumed], known->position.offset, turn);
    if (!live) return;
    if (!(resumed == live)) replay_from_match(session, conversations_[live], turn);
    tell_states(session, conversations_[live], turn);
}

/// Every push after this offset, as it was sent: the texts of all members, and the end.
void ChatEngine::State::replay(const Session& session, const Conversation& conversation, std::uint64_t after,
                               Turn turn) {
    const StreamPosition last = conversation.last();
    if (mutated(Mutation::resume_off_by_one)) ++after;
    conversation.transcript().for_each_after(after, [&](const Transcript::Line& line) {
        const ParticipantKey reader = participants_[session.participant].key;
        if (mutated(Mutation::replay_without_own) && is_by(reader, conversation, line)) return;
        const bool swapped = mutated(Mutation::replay_in_wrong_order);
        const StreamPosition position{last.epoch, swapped ? line.offset ^ 1 : line.offset};
        push(session, {line.at, TextReceived{line.message_id, conversation.id(), position, line.sender, line.text}},
             turn);
    });
    if (!conversation.is_over() || last.offset <= after || mutated(Mutation::end_not_replayed)) return;
    const ParticipantKey key = participants_[session.participant].key;
    for (const Member& member : conversation.members()) {
        if (!(member.participant == key)) continue;
        const ConversationEnd reason = told(member, conversation.ending());
        push(session, {*conversation.ended_at(), ConversationEnded{conversation.id(), last, reason}}, turn);
    }
}

/// All that there is, to one who knows nothing of this conversation or too little.
void ChatEngine::State::replay_from_match(const Session& session, const Conversation& conversation, Turn turn) {
    const std::uint64_t oldest = oldest_resumable(session, conversation);
    const Participant& participant = participants_[session.participant];
    for (const Member& member : conversation.members()) {
        if (!(member.participant == participant.key)) continue;
        const StreamPosition position{conversation.last().epoch, oldest};
        const Alias partner = conversation.partner_of(member).alias;
        push(session, {conversation.started_at(), NewMatch{conversation.id(), position, member.alias, partner}}, turn);
    }
    replay(session, conversation, oldest, turn);
}

void ChatEngine::State::tell_states(const Session& session, const Conversation& conversation, Turn turn) {
    for (const Member& member : conversation.members()) {
        if (member.handle == session.participant) continue;
        const Presence presence = participants_[member.handle].shown_as;
        push(session, {turn.now, PresenceChanged{conversation.id(), member.alias, presence}}, turn);
        if (member.seen_offset == 0) continue;
        const StreamPosition seen{conversation.last().epoch, member.seen_offset};
        push(session, {turn.now, SeenUpTo{{conversation.id(), seen}, member.alias}}, turn);
    }
}

void ChatEngine::State::on(const PositionExpired& expired, Turn) {
    const Handle<Session> handle = participants_.find_session(expired.session);
    if (!handle) return;
    Session& session = participants_[handle];
    const Handle<Conversation> conversation = participants_[session.participant].conversation;
    if (conversation) session.expired_offset = conversations_[conversation].last().offset;
}

}  // namespace stimchat::engine
