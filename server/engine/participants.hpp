#pragma once

#include "server/engine/slab.hpp"
#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/core/token_bucket.hpp"
#include "shared/protocol/message.hpp"
#include "shared/session/server_session.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>

namespace stimchat::engine {

class Conversation;
struct Participant;

/// One tab or device of a participant. Kept apart from the connection that carries it, and outlives it for a while.
struct Session {
    SessionId id;
    Handle<Participant> participant;
    Handle<Session> next;  ///< of the same participant, opened later
    session::SessionState state = session::SessionState::attached;
    std::optional<ConnectionId> connection;  ///< present exactly while it is attached
    Instant detached_at;                     ///< if it is
    Instant last_heartbeat;                  ///< when its last connection was last heard of, before it was lost
    std::uint32_t reconnects = 0;            ///< how many connections it has had after its first
    bool is_away = false;                    ///< its person said so
    std::uint64_t expired_offset = 0;        ///< positions up to here are not resumed from (PositionExpired)

    /// Only along a row of session_changes.
    void enter(session::SessionState next);
};

/// Who acts: what was said by any of its sessions, and where it is. Lives as long as it has a session.
struct Participant {
    ParticipantKey key;
    session::ServerSession protocol;
    TokenBucket returns;                                     ///< HELLOs of its sessions: each may cost a whole replay
    Handle<Conversation> conversation;                       ///< in phase chatting, else none
    Handle<Session> sessions;                                ///< the first; they are a list, in the order of opening
    protocol::Presence shown_as = protocol::Presence::here;  ///< to the others in its conversation
};

/// The participants that are here, and their sessions.
class Participants {
  public:
    /// None if this participant is not here.
    Handle<Participant> find(ParticipantKey key) const;
    /// One that is not here yet, in phase idle, to be given a session at once.
    Handle<Participant> enter(ParticipantKey key, session::ServerSession protocol);
    /// One that has no session left.
    void leave(Handle<Participant> handle);

    /// To be given a connection at once.
    Handle<Session> open_session(Handle<Participant> owner, SessionId id);
    void end_session(Handle<Session> handle);

    Participant& operator[](Handle<Participant> handle) { return participants_[handle]; }
    const Participant& operator[](Handle<Participant> handle) const { return participants_[handle]; }
    Session& operator[](Handle<Session> handle) { return sessions_[handle]; }
    const Session& operator[](Handle<Session> handle) const { return sessions_[handle]; }

    /// `visit(handle, session)` in the order of opening; it may end the session visited.
    template <class Visit>
    void for_each_session(Handle<Participant> owner, Visit&& visit) const {
        for (Handle<Session> at = participants_[owner].sessions; at;) {
            const Handle<Session> next = sessions_[at].next;
            visit(at, sessions_[at]);
            at = next;
        }
    }
    std::size_t session_count(Handle<Participant> owner) const;
    /// None if there are several.
    Handle<Session> only_session(Handle<Participant> owner) const;
    /// None if this is not one of the participant's sessions.
    Handle<Session> find_session(Handle<Participant> owner, SessionId id) const;
    /// Whoever's it is. Looks at all sessions: for tests of clients, not for the way of a message.
    Handle<Session> find_session(SessionId id) const;
    /// None if all have a connection.
    Handle<Session> longest_detached(Handle<Participant> owner) const;
    bool has_connection(Handle<Participant> owner) const;
    /// `here` if any session with a connection is.
    protocol::Presence presence(Handle<Participant> owner) const;

    const Slab<Participant>& all() const { return participants_; }
    const Slab<Session>& sessions() const { return sessions_; }
    bool is_consistent() const;

  private:
    Slab<Participant> participants_;
    Slab<Session> sessions_;
    std::unordered_map<ParticipantKey, Handle<Participant>> by_key_;
};

}  // namespace stimchat::engine
