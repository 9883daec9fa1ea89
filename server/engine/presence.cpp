#include "server/engine/engine_state.hpp"
#include "shared/core/mutation.hpp"
#include "shared/protocol/wire_names.hpp"

/// How things are, here and now: who is there, who writes, what has been seen. It goes to the partner and to one's own
/// other sessions, is answered, and is remembered nowhere but in its last state.
namespace stimchat::engine {

using namespace protocol;

namespace {

const validation::Fault not_in_conversation{NackCode::not_in_conversation, {}};

std::optional<validation::Fault> fault_of(const Conversation& conversation, const KnownPosition& up_to) {
    if (!(conversation.id() == up_to.conversation)) return not_in_conversation;
    if (up_to.position.epoch != conversation.last().epoch) {
        return validation::Fault{NackCode::invalid_value, field::epoch.path};
    }
    if (up_to.position.offset > conversation.last().offset) {
        return validation::Fault{NackCode::invalid_value, field::offset.path};
    }
    return std::nullopt;
}

}  // namespace

void ChatEngine::State::set_presence(const Request& request, const SetPresence& set, Turn turn) {
    Session& session = participants_[request.handle];
    session.is_away = set.presence == Presence::away;
    announce_presence(session.participant, request.handle, turn);
    settle(request, {}, turn);
}

void ChatEngine::State::set_typing(const Request& request, const SetTyping& set, Turn turn) {
    Conversation& conversation = conversations_[request.participant.conversation];
    if (!(conversation.id() == set.conversation)) {
        return refuse(request.connection, request.command.message_id, not_in_conversation, turn);
    }
    const Member& author = *conversation.find(request.participant.key);
    relay(conversation, TypingChanged{conversation.id(), author.alias, set.is_typing}, request.handle, turn);
    settle(request, {}, turn);
}

void ChatEngine::State::mark_seen(const Request& request, const MarkSeen& mark, Turn turn) {
    Conversation& conversation = conversations_[request.participant.conversation];
    if (const auto fault = fault_of(conversation, mark.up_to)) {
        return refuse(request.connection, request.command.message_id, *fault, turn);
    }
    Member& reader = *conversation.find(request.participant.key);
    // One may have another device that has seen more.
    if (mark.up_to.position.offset > reader.seen_offset) {
        reader.seen_offset = mark.up_to.position.offset;
        relay(conversation, SeenUpTo{mark.up_to, reader.alias}, request.handle, turn);
    }
    settle(request, {}, turn);
}

/// If it has changed for those in the conversation.
void ChatEngine::State::announce_presence(Handle<Participant> handle, Handle<Session> except, Turn turn) {
    Participant& participant = participants_[handle];
    if (!participant.conversation) return;
    const Presence presence = participants_.presence(handle);
    if (presence == participant.shown_as) return;
    if (mutated(Mutation::return_not_announced) && presence == Presence::here) return;
    participant.shown_as = presence;
    Conversation& conversation = conversations_[participant.conversation];
    const Member& member = *conversation.find(participant.key);
    relay(conversation, PresenceChanged{conversation.id(), member.alias, presence}, except, turn);
}

}  // namespace stimchat::engine
