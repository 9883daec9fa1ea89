#include "server/engine/engine_state.hpp"

/// What must hold between any two events. Costs time in proportion to all there is: for tests and fuzzers.
namespace stimchat::engine {

using session::ServerPhase;

EngineCounts ChatEngine::State::counts() const {
    EngineCounts counts;
    counts.connections = connections_.open_count();
    counts.sessions = sessions_.size();
    counts.searching = matchmaker_.waiting();
    counts.conversations_live = conversations_.live();
    counts.conversations_held = conversations_.held();
    counts.bans = bans_.size();
    return counts;
}

bool ChatEngine::State::is_consistent() const {
    return connections_.is_consistent() && sessions_.is_consistent() && matchmaker_.is_consistent() &&
           conversations_.is_consistent() && bans_.is_consistent() && links_agree() && conversations_agree();
}

// Connection and session point at each other, and everybody who searches is known to the matchmaker.
bool ChatEngine::State::links_agree() const {
    bool good = connections_.open_count() <= config_.connections_max;
    std::size_t established = 0;
    connections_.for_each_open([&](ConnectionId id, const Connection& connection) {
        if (!connection.session) return;
        ++established;
        good = good && sessions_.all().contains(connection.session) && sessions_[connection.session].connection == id;
    });
    std::size_t searching = 0;
    sessions_.all().for_each([&](Handle<Session> handle, const Session& session) {
        good = good && session_agrees(handle, session);
        searching += session.protocol.phase() == ServerPhase::searching ? 1 : 0;
    });
    return good && established == sessions_.size() && searching == matchmaker_.waiting();
}

bool ChatEngine::State::session_agrees(Handle<Session> handle, const Session& session) const {
    const ServerPhase phase = session.protocol.phase();
    if (phase == ServerPhase::greeting) return false;
    if ((phase == ServerPhase::searching) != matchmaker_.is_waiting(session.participant)) return false;
    if ((phase == ServerPhase::chatting) != static_cast<bool>(session.conversation)) return false;
    if (!session.conversation) return true;
    if (!conversations_.all().contains(session.conversation)) return false;
    for (const Member& member : conversations_[session.conversation].members()) {
        if (member.session == handle) return member.participant == session.participant;
    }
    return false;
}

// Every live member's session sits in this conversation: so nobody is in two.
bool ChatEngine::State::conversations_agree() const {
    bool good = true;
    conversations_.all().for_each([&](Handle<Conversation> handle, const Conversation& conversation) {
        if (conversation.is_over()) return;
        for (const Member& member : conversation.members()) {
            good = good && sessions_.all().contains(member.session) && sessions_[member.session].conversation == handle;
        }
    });
    return good;
}

}  // namespace stimchat::engine
