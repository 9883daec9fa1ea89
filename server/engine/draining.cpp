#include "server/engine/engine_state.hpp"
#include "shared/core/mutation.hpp"

#include <vector>

/// The server is going to stop: no new chats, and everybody is sent home, a batch at a time.
namespace stimchat::engine {

using namespace protocol;
using session::ServerPhase;

void ChatEngine::State::on(const DrainRequested& request, Turn turn) {
    const bool again = drain_.has_value();
    drain_.emplace(again ? DrainRequested{turn.now, turn.now} : request, connections_.open_count());

    participants_.all().for_each([&](Handle<Participant> handle, const Participant& participant) {
        if (participant.protocol.phase() != ServerPhase::searching) return;
        matchmaker_.withdraw(participant.key);
        participants_[handle].protocol.enter(ServerPhase::idle);
        push_to_all(handle, SearchEnded{SearchEnd::draining}, {}, turn);
    });
    // Those who could only come back to be sent away.
    participants_.sessions().for_each([&](Handle<Session> handle, const Session& session) {
        if (!session.connection && !participants_[session.participant].conversation) end_session(handle, turn);
    });
    drain_batch(turn);
    connections_.for_each_open([&](ConnectionId, const Connection& connection) {
        if (connection.session) warn_of_drain(participants_[connection.session], turn);
    });
}

/// To a session that stays because of its chat, so that its person knows how long that chat can last.
void ChatEngine::State::warn_of_drain(const Session& session, Turn turn) {
    if (!drain_ || !participants_[session.participant].conversation) return;
    // Without a time to stay away: if the connection is lost, the chat can still be resumed.
    push(session, {turn.now, System{SystemNotice::draining, {}}}, turn);
}

/// Who has not said HELLO may have a chat to come back to, and has little time to say so anyway.
void ChatEngine::State::drain_batch(Turn turn) {
    const bool all = drain_->has_ended_chats(turn.now);
    std::vector<ConnectionId> leaving;
    connections_.for_each_open([&](ConnectionId id, const Connection& connection) {
        const bool has_session = static_cast<bool>(connection.session);
        if (all || (has_session && !participants_[participants_[connection.session].participant].conversation)) {
            leaving.push_back(id);
        }
    });
    leaving.resize(drain_->batch_of(leaving.size(), turn.now));
    for (const ConnectionId id : leaving)
        send_home(id, turn);
    drain_->schedule_after(turn.now);
    if (!drain_->is_over(turn.now) || mutated(Mutation::drain_forgets_chats)) return;
    participants_.sessions().for_each([&](Handle<Session> handle, const Session&) { end_session(handle, turn); });
}

/// Nothing is kept for it: this server will not be there when it comes back.
void ChatEngine::State::send_home(ConnectionId id, Turn turn) {
    if (const Handle<Session> session = connections_.find_open(id)->session) {
        const Handle<Conversation> conversation = participants_[participants_[session].participant].conversation;
        if (conversation) end_conversation(conversation, {Ending::Cause::draining, {}}, {}, turn);
    }
    turn.out.deliver(id, {turn.now, System{SystemNotice::draining, time_to_stay_away(turn)}});
    let_go(id, CloseCode::service_restart, SessionFate::ends, turn);
}

Duration ChatEngine::State::time_to_stay_away(Turn turn) {
    const auto spread = static_cast<std::uint64_t>(drain_->spread().ms);
    const Duration chance = milliseconds(static_cast<std::int64_t>(uniform_below(random_, spread + 1)));
    return drain_->time_to_stay_away(conversations_.live() > 0, chance, turn.now);
}

}  // namespace stimchat::engine
