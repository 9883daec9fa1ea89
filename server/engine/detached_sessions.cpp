#include "server/engine/detached_sessions.hpp"

#include "shared/core/mutation.hpp"

namespace stimchat::engine {

void DetachedSessions::add(Handle<Session> session, Instant until, Instant now) {
    ends_.arm(session.value, until, now);
    by_loss_.emplace(now, session);
}

void DetachedSessions::remove(Handle<Session> session, Instant detached_at) {
    ends_.cancel(session.value);
    by_loss_.erase({detached_at, session});
}

bool DetachedSessions::contains(Handle<Session> session, Instant detached_at) const {
    return by_loss_.count({detached_at, session}) != 0;
}

std::optional<Handle<Session>> DetachedSessions::take_expired(Instant now) {
    const auto key = ends_.take_due(now);
    if (!key || mutated(Mutation::session_never_expires)) return std::nullopt;
    return Handle<Session>{*key};
}

}  // namespace stimchat::engine
