#include "server/engine/engine_state.hpp"
#include "shared/protocol/version.hpp"

#include <algorithm>

/// The HELLO: from a connection to a session.
namespace stimchat::engine {

using namespace protocol;

void ChatEngine::State::greet(ConnectionId id, const Command& command, Turn turn) {
    const MessageId message_id = command.message_id;
    const auto& rule = session::rule_of(session::ServerPhase::greeting, session::kind_of(command.body));
    if (rule.refusal) return refuse(id, message_id, {*rule.refusal, {}}, turn);

    const Hello& hello = std::get<Hello>(command.body);
    if (hello.version != protocol_version) {
        return refuse_hello(id, message_id, NackCode::version_unsupported, CloseCode::version_unsupported, turn);
    }
    const auto identity = tokens_.verify(hello.token, turn.now);
    if (!identity) {
        const bool expired = identity.error() == TokenFault::expired;
        return refuse_hello(id, message_id, expired ? NackCode::token_expired : NackCode::token_invalid,
                            CloseCode::token_refused, turn);
    }
    if (const Ban* ban = bans_.find(identity->key, turn.now)) {
        turn.out.deliver(id, {turn.now, Nack{message_id, NackCode::banned, {}, {}}});
        return expel(id, *ban, turn);
    }
    if (const Handle<Session> other = sessions_.of(identity->key)) {
        if (!hello.take_over) {
            return refuse_hello(id, message_id, NackCode::already_connected, CloseCode::already_connected, turn);
        }
        close(sessions_[other].connection, CloseCode::taken_over, turn);
    }
    welcome(id, command, identity->key, turn);
}

void ChatEngine::State::refuse_hello(ConnectionId id, MessageId message_id, NackCode why, CloseCode code, Turn turn) {
    turn.out.deliver(id, {turn.now, Nack{message_id, why, {}, {}}});
    close(id, code, turn);
}

void ChatEngine::State::welcome(ConnectionId id, const Command& command, ParticipantKey participant, Turn turn) {
    const Handle<Session> handle = sessions_.open(
        Session{random_id<SessionId>(random_), participant, id, {}, session::ServerSession(config_.commands)});
    connections_.establish(id, handle);
    connections_.set_deadline(id, turn.now + std::min(config_.heartbeat_interval, config_.heartbeat_timeout), turn.now);

    Session& session = sessions_[handle];
    session.protocol.enter(session::ServerPhase::idle);
    settle(Request{handle, session, command}, {}, turn);
    push(session,
         Welcome{session.id, protocol_version, config_.heartbeat_interval, config_.search_timeout,
                 config_.report_window},
         turn);
}

}  // namespace stimchat::engine
