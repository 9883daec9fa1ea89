#include "server/engine/sessions.hpp"

#include <cassert>

namespace stimchat::engine {

Handle<Session> Sessions::open(Session session) {
    const ParticipantKey participant = session.participant;
    assert(by_participant_.count(participant) == 0);
    const Handle<Session> handle = slab_.add(std::move(session));
    by_participant_.emplace(participant, handle);
    return handle;
}

void Sessions::close(Handle<Session> handle) {
    by_participant_.erase(slab_[handle].participant);
    slab_.erase(handle);
}

Handle<Session> Sessions::of(ParticipantKey participant) const {
    const auto found = by_participant_.find(participant);
    return found == by_participant_.end() ? Handle<Session>{} : found->second;
}

bool Sessions::is_consistent() const {
    bool good = by_participant_.size() == slab_.size();
    slab_.for_each([&](Handle<Session> handle, const Session& session) {
        good = good && of(session.participant) == handle && session.protocol.is_consistent();
    });
    return good;
}

}  // namespace stimchat::engine
