#include "server/engine/engine_state.hpp"
#include "shared/core/mutation.hpp"

#include <utility>

/// What goes out unasked. Whoever has no connection now gets it from the conversation's record when it comes back.
namespace stimchat::engine {

using namespace protocol;

void ChatEngine::State::push(const Session& session, const ServerMessage& message, Turn turn) {
    if (session.connection) turn.out.deliver(*session.connection, message);
}

void ChatEngine::State::push_to_all(Handle<Participant> to, const ServerBody& body, Handle<Session> except, Turn turn) {
    participants_.for_each_session(to, [&](Handle<Session> handle, const Session& session) {
        if (!(handle == except)) push(session, {turn.now, body}, turn);
    });
}

/// To all sessions of all members; encoded once.
void ChatEngine::State::relay(const Conversation& conversation, const ServerBody& body, Handle<Session> except,
                              Turn turn) {
    const FrameSpan frame = turn.out.encode({turn.now, body});
    for (const Member& member : conversation.members()) {
        bool is_first = true;
        participants_.for_each_session(member.handle, [&](Handle<Session> handle, const Session& session) {
            if (mutated(Mutation::relay_to_one_device) && !std::exchange(is_first, false)) return;
            if (session.connection && !(handle == except)) turn.out.deliver(*session.connection, frame);
        });
    }
}

}  // namespace stimchat::engine
