#include "server/engine/engine_bounds.hpp"
#include "server/engine/engine_state.hpp"
#include "shared/core/mutation.hpp"
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
        return refuse_hello(id, {message_id, NackCode::version_unsupported, {}, {}}, CloseCode::version_unsupported,
                            turn);
    }
    const auto identity = tokens_.verify(hello.token, turn.now);
    if (!identity) {
        const bool expired = identity.error() == TokenFault::expired;
        const NackCode why = expired ? NackCode::token_expired : NackCode::token_invalid;
        return refuse_hello(id, {message_id, why, {}, {}}, CloseCode::token_refused, turn);
    }
    const bool looks_away = mutated(Mutation::serve_banned_on_resume) && hello.session;
    if (const Ban* ban = bans_.find(identity->key, turn.now); ban && !looks_away) {
        turn.out.deliver(id, {turn.now, Nack{message_id, NackCode::banned, {}, {}}});
        return expel(id, *ban, turn);
    }
    const Place place = place_for(identity->key, hello);
    if (drain_ && place.kind != Place::Kind::known_session) {
        const Nack nack{message_id, NackCode::draining, {}, time_to_stay_away(turn)};
        return refuse_hello(id, nack, CloseCode::service_restart, turn);
    }
    if (place.kind == Place::Kind::none) {
        return refuse_hello(id, {message_id, NackCode::already_connected, {}, {}}, CloseCode::already_connected, turn);
    }
    if (const auto wait = wait_to_return(identity->key, turn); wait > Duration{}) {
        return refuse_hello(id, {message_id, NackCode::rate_limited, {}, wait}, CloseCode::try_again_later, turn);
    }
    take_place(id, command, identity->key, place, turn);
}

Duration ChatEngine::State::wait_to_return(ParticipantKey key, Turn turn) {
    const Handle<Participant> participant = participants_.find(key);
    if (!participant) return {};
    return participants_[participant].returns.take({bounds::return_burst, bounds::returns_per_second}, turn.now);
}

void ChatEngine::State::take_place(ConnectionId id, const Command& command, ParticipantKey key, const Place& place,
                                   Turn turn) {
    Handle<Session> session = place.session;
    if (place.kind == Place::Kind::known_session) {
        release(session, turn);
    } else {
        session = open_session(key, place.session, turn);
    }
    attach(session, id, turn);
    welcome(session, command, turn);
}

void ChatEngine::State::refuse_hello(ConnectionId id, const Nack& nack, CloseCode code, Turn turn) {
    turn.out.deliver(id, {turn.now, nack});
    close(id, code, turn);
}

ChatEngine::State::Place ChatEngine::State::place_for(ParticipantKey key, const Hello& hello) const {
    const Handle<Participant> participant = participants_.find(key);
    if (!participant) return {Place::Kind::new_session, {}};
    if (hello.session) {
        const Handle<Session> named = participants_.find_session(participant, *hello.session);
        if (named) return {Place::Kind::known_session, named};
    }
    if (participants_.session_count(participant) < config_.sessions_per_participant) {
        return {Place::Kind::new_session, {}};
    }
    if (const Handle<Session> detached = participants_.longest_detached(participant)) {
        // A page that was closed and opened again goes on with its session; among several devices it may be another's.
        const bool is_only_one = config_.sessions_per_participant == 1;
        return {is_only_one ? Place::Kind::known_session : Place::Kind::new_session, detached};
    }
    if (hello.take_over) return {Place::Kind::known_session, participants_[participant].sessions};
    return {Place::Kind::none, {}};
}

Handle<Session> ChatEngine::State::open_session(ParticipantKey key, Handle<Session> instead_of, Turn turn) {
    if (instead_of) end_session(instead_of, turn);
    Handle<Participant> participant = participants_.find(key);
    if (!participant) {
        participant =
            participants_.enter(key, session::ServerSession(config_.commands, config_.sessions_per_participant));
    }
    return participants_.open_session(participant, random_id<SessionId>(random_));
}

/// Whatever carried it before does so no more.
void ChatEngine::State::release(Handle<Session> handle, Turn turn) {
    Session& session = participants_[handle];
    session.enter(session::SessionState::attached);
    ++session.reconnects;
    if (!session.connection && mutated(Mutation::grace_not_cancelled)) return;
    if (!session.connection) return detached_.remove(handle, session.detached_at);
    turn.out.add(CloseConnection{*session.connection, CloseCode::taken_over});
    connections_.begin_closing(*session.connection);
    session.connection.reset();
    // As after any loss: whoever searched there does not know it here.
    stop_search_if_absent(session.participant);
}

void ChatEngine::State::attach(Handle<Session> handle, ConnectionId id, Turn turn) {
    Session& session = participants_[handle];
    session.connection = id;
    // A page that has just been opened is looked at; one in the background says so again.
    session.is_away = false;
    connections_.establish(id, handle);
    connections_.set_deadline(id, turn.now + std::min(config_.heartbeat_interval, config_.heartbeat_timeout), turn.now);
}

}  // namespace stimchat::engine
