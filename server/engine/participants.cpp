#include "server/engine/participants.hpp"

#include <cassert>
#include <utility>

namespace stimchat::engine {

void Session::enter(session::SessionState next) {
    assert(session::may_follow(state, next));
    state = next;
}

Handle<Participant> Participants::find(ParticipantKey key) const {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? Handle<Participant>{} : found->second;
}

Handle<Participant> Participants::enter(ParticipantKey key, session::ServerSession protocol) {
    assert(!find(key));
    protocol.enter(session::ServerPhase::idle);
    Participant participant{key, std::move(protocol), {}, {}, {}};
    const Handle<Participant> handle = participants_.add(std::move(participant));
    by_key_.emplace(key, handle);
    return handle;
}

void Participants::leave(Handle<Participant> handle) {
    assert(!participants_[handle].sessions);
    by_key_.erase(participants_[handle].key);
    participants_.erase(handle);
}

Handle<Session> Participants::open_session(Handle<Participant> owner, SessionId id) {
    Session session;
    session.id = id;
    session.participant = owner;
    const Handle<Session> opened = sessions_.add(session);
    Handle<Session>* link = &participants_[owner].sessions;
    while (*link)
        link = &sessions_[*link].next;
    *link = opened;
    return opened;
}

void Participants::end_session(Handle<Session> handle) {
    Handle<Session>* link = &participants_[sessions_[handle].participant].sessions;
    while (!(*link == handle))
        link = &sessions_[*link].next;
    *link = sessions_[handle].next;
    sessions_[handle].enter(session::SessionState::ended);
    sessions_.erase(handle);
}

std::size_t Participants::session_count(Handle<Participant> owner) const {
    std::size_t count = 0;
    for_each_session(owner, [&](Handle<Session>, const Session&) { ++count; });
    return count;
}

Handle<Session> Participants::only_session(Handle<Participant> owner) const {
    const Handle<Session> first = participants_[owner].sessions;
    return sessions_[first].next ? Handle<Session>{} : first;
}

Handle<Session> Participants::find_session(Handle<Participant> owner, SessionId id) const {
    Handle<Session> found;
    for_each_session(owner, [&](Handle<Session> handle, const Session& session) {
        if (session.id == id) found = handle;
    });
    return found;
}

Handle<Session> Participants::find_session(SessionId id) const {
    Handle<Session> found;
    sessions_.for_each([&](Handle<Session> handle, const Session& session) {
        if (session.id == id) found = handle;
    });
    return found;
}

Handle<Session> Participants::longest_detached(Handle<Participant> owner) const {
    Handle<Session> longest;
    for_each_session(owner, [&](Handle<Session> handle, const Session& session) {
        if (session.connection) return;
        if (!longest || session.detached_at < sessions_[longest].detached_at) longest = handle;
    });
    return longest;
}

bool Participants::has_connection(Handle<Participant> owner) const {
    bool has = false;
    for_each_session(owner, [&](Handle<Session>, const Session& session) { has = has || session.connection; });
    return has;
}

protocol::Presence Participants::presence(Handle<Participant> owner) const {
    bool here = false;
    for_each_session(owner, [&](Handle<Session>, const Session& session) {
        here = here || (session.connection && !session.is_away);
    });
    return here ? protocol::Presence::here : protocol::Presence::away;
}

bool Participants::is_consistent() const {
    bool good = by_key_.size() == participants_.size();
    std::size_t sessions = 0;
    participants_.for_each([&](Handle<Participant> handle, const Participant& participant) {
        good = good && find(participant.key) == handle && participant.sessions && participant.protocol.is_consistent();
        for_each_session(handle, [&](Handle<Session>, const Session& session) {
            const bool attached = session.state == session::SessionState::attached;
            good = good && session.participant == handle && attached == session.connection.has_value();
            ++sessions;
        });
    });
    return good && sessions == sessions_.size();
}

}  // namespace stimchat::engine
