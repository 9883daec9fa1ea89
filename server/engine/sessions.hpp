#pragma once

#include "server/engine/slab.hpp"
#include "shared/core/ids.hpp"
#include "shared/session/server_session.hpp"

#include <cstddef>
#include <unordered_map>

namespace stimchat::engine {

class Conversation;

/// One participant's live link to the chat. Kept apart from the connection that carries it.
struct Session {
    SessionId id;
    ParticipantKey participant;
    ConnectionId connection;
    Handle<Conversation> conversation;  ///< in phase chatting, else none
    session::ServerSession protocol;
};

/// The live sessions, and whose they are. A participant has one at most.
class Sessions {
  public:
    Handle<Session> open(Session session);
    void close(Handle<Session> handle);

    Session& operator[](Handle<Session> handle) { return slab_[handle]; }
    const Session& operator[](Handle<Session> handle) const { return slab_[handle]; }
    /// None if this participant is not here.
    Handle<Session> of(ParticipantKey participant) const;

    std::size_t size() const { return slab_.size(); }
    const Slab<Session>& all() const { return slab_; }
    bool is_consistent() const;

  private:
    Slab<Session> slab_;
    std::unordered_map<ParticipantKey, Handle<Session>> by_participant_;
};

}  // namespace stimchat::engine
