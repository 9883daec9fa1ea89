#include "server/engine/engine_state.hpp"
#include "shared/protocol/limits.hpp"

/// Connections come, live and go, and their sessions with them.
namespace stimchat::engine {

using namespace protocol;
using session::ServerPhase;

void ChatEngine::State::on(const ConnectionOpened& opened, Turn turn) {
    const bool full = connections_.open_count() >= config_.connections_max;
    connections_.open(opened.connection, turn.now);
    connections_.set_deadline(opened.connection, turn.now + stimchat::limits::hello_timeout, turn.now);
    if (draining_) return close(opened.connection, CloseCode::service_restart, turn);
    if (full) return close(opened.connection, CloseCode::try_again_later, turn);
}

void ChatEngine::State::on(const Heard& heard, Turn turn) {
    Connection* connection = connections_.find_open(heard.connection);
    if (!connection) return;
    connection->last_heard = turn.now;
    connection->pinged = false;
}

void ChatEngine::State::on(const ConnectionClosed& closed, Turn turn) {
    const Connection* connection = connections_.find_open(closed.connection);
    const Handle<Session> session = connection ? connection->session : Handle<Session>{};
    connections_.forget(closed.connection);
    if (session) lose_connection(session, turn);
}

void ChatEngine::State::on(const DrainRequested&, Turn turn) {
    draining_ = true;
    connections_.for_each_open([&](ConnectionId id, const Connection& connection) {
        if (connection.session) {
            const Session& session = sessions_[connection.session];
            if (session.protocol.phase() == ServerPhase::searching)
                push(session, SearchEnded{SearchEnd::draining}, turn);
            if (session.conversation) end_conversation(session.conversation, {Ending::Cause::draining, {}}, turn);
        }
        close(id, CloseCode::service_restart, turn);
    });
}

void ChatEngine::State::close(ConnectionId id, CloseCode code, Turn turn) {
    turn.out.add(CloseConnection{id, code});
    // Before the session ends, so that whatever its end says goes to others only.
    if (const Handle<Session> session = connections_.begin_closing(id)) end_session(session, turn);
}

/// A session ends with its connection.
void ChatEngine::State::lose_connection(Handle<Session> handle, Turn turn) {
    end_session(handle, turn);
}

void ChatEngine::State::end_session(Handle<Session> handle, Turn turn) {
    const Session& session = sessions_[handle];
    if (session.protocol.phase() == ServerPhase::searching) matchmaker_.withdraw(session.participant);
    if (session.conversation) {
        end_conversation(session.conversation, {Ending::Cause::left, session.participant}, turn);
    }
    sessions_.close(handle);
}

}  // namespace stimchat::engine
