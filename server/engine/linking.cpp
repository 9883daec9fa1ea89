#include "server/engine/engine_state.hpp"
#include "shared/core/mutation.hpp"
#include "shared/protocol/limits.hpp"

/// Connections come, live and go; sessions outlive them for a while, and participants live as long as their sessions.
namespace stimchat::engine {

using namespace protocol;
using session::ServerPhase;

void ChatEngine::State::on(const ConnectionOpened& opened, Turn turn) {
    const bool full = connections_.open_count() >= config_.connections_max;
    connections_.open(opened.connection, turn.now);
    connections_.set_deadline(opened.connection, turn.now + stimchat::limits::hello_timeout, turn.now);
    if (drain_ && drain_->is_over(turn.now)) return close(opened.connection, CloseCode::service_restart, turn);
    if (full) return close(opened.connection, CloseCode::try_again_later, turn);
}

void ChatEngine::State::on(const Heard& heard, Turn turn) {
    Connection* connection = connections_.find_open(heard.connection);
    if (!connection) return;
    connection->last_heard = turn.now;
    connection->pinged = false;
}

void ChatEngine::State::on(const ConnectionClosed& closed, Turn turn) {
    const Connection* found = connections_.find_open(closed.connection);
    const Connection connection = found ? *found : Connection{};
    connections_.forget(closed.connection);
    if (!connection.session) return;
    const bool finished = closed.client_code == static_cast<std::uint16_t>(CloseCode::normal);
    if (finished) return end_session(connection.session, turn);
    lose_connection(connection.session, connection.last_heard, turn);
}

/// A close code that lets the client come back keeps its session.
void ChatEngine::State::close(ConnectionId id, CloseCode code, Turn turn) {
    const bool may_return = should_reconnect(static_cast<std::uint16_t>(code));
    let_go(id, code, may_return ? SessionFate::waits : SessionFate::ends, turn);
}

void ChatEngine::State::let_go(ConnectionId id, CloseCode code, SessionFate fate, Turn turn) {
    turn.out.add(CloseConnection{id, code});
    const Instant last_heard = connections_.find_open(id)->last_heard;
    // First of all, so that whatever follows goes to others only.
    const Handle<Session> session = connections_.begin_closing(id);
    if (!session) return;
    if (fate == SessionFate::waits) return lose_connection(session, last_heard, turn);
    end_session(session, turn);
}

void ChatEngine::State::lose_connection(Handle<Session> handle, Instant last_heard, Turn turn) {
    Session& session = participants_[handle];
    session.enter(session::SessionState::detached);
    session.connection.reset();
    session.last_heartbeat = last_heard;
    session.detached_at = turn.now;
    const Duration window = session.is_away ? config_.resume_window_away : config_.resume_window;
    detached_.add(handle, turn.now + window, turn.now);
    note_absence(session.participant, turn);
    if (detached_.size() > config_.connections_max) end_session(detached_.longest(), turn);
}

void ChatEngine::State::end_session(Handle<Session> handle, Turn turn) {
    const Session& session = participants_[handle];
    const Handle<Participant> owner = session.participant;
    if (!session.connection) detached_.remove(handle, session.detached_at);
    participants_.end_session(handle);
    if (!participants_[owner].sessions) return end_participant(owner, turn);
    note_absence(owner, turn);
}

/// One of its sessions has lost its connection, or has ended. A chat waits for one who is not there, a search does not.
void ChatEngine::State::note_absence(Handle<Participant> handle, Turn turn) {
    stop_search_if_absent(handle);
    announce_presence(handle, {}, turn);
}

void ChatEngine::State::stop_search_if_absent(Handle<Participant> handle) {
    Participant& participant = participants_[handle];
    const bool searching = participant.protocol.phase() == ServerPhase::searching;
    if (!searching || participants_.has_connection(handle) || mutated(Mutation::match_a_ghost)) return;
    matchmaker_.withdraw(participant.key);
    participant.protocol.enter(ServerPhase::idle);
}

void ChatEngine::State::end_participant(Handle<Participant> handle, Turn turn) {
    const Participant& participant = participants_[handle];
    if (participant.protocol.phase() == ServerPhase::searching) matchmaker_.withdraw(participant.key);
    if (participant.conversation) {
        end_conversation(participant.conversation, {Ending::Cause::lost, participant.key}, {}, turn);
    }
    participants_.leave(handle);
}

}  // namespace stimchat::engine
