#include "server/engine/engine_state.hpp"

/// What must hold between any two events. Costs time in proportion to all there is: for tests and fuzzers.
namespace stimchat::engine {

using session::ServerPhase;

EngineCounts ChatEngine::State::counts() const {
    EngineCounts counts;
    counts.connections = connections_.open_count();
    counts.sessions = participants_.sessions().size();
    counts.detached = detached_.size();
    counts.searching = matchmaker_.waiting();
    counts.conversations_live = conversations_.live();
    counts.conversations_held = conversations_.held();
    counts.bans = bans_.size();
    return counts;
}

std::optional<SessionStatus> ChatEngine::State::status_of(SessionId id) const {
    const Handle<Session> handle = participants_.find_session(id);
    if (!handle) return std::nullopt;
    const Session& session = participants_[handle];
    SessionStatus status;
    status.connection = session.connection;
    status.last_heartbeat = session.last_heartbeat;
    status.reconnects = session.reconnects;
    status.is_away = session.is_away;
    connections_.for_each_open([&](ConnectionId, const Connection& connection) {
        if (connection.session == handle) status.last_heartbeat = connection.last_heard;
    });
    return status;
}

bool ChatEngine::State::is_consistent() const {
    return connections_.is_consistent() && participants_.is_consistent() && detached_.is_consistent() &&
           matchmaker_.is_consistent() && conversations_.is_consistent() && bans_.is_consistent() && links_agree() &&
           participants_agree() && conversations_agree();
}

// A session and its connection point at each other, or it waits for one.
bool ChatEngine::State::links_agree() const {
    bool good = connections_.open_count() <= config_.connections_max && detached_.size() <= config_.connections_max;
    std::size_t established = 0;
    connections_.for_each_open([&](ConnectionId id, const Connection& connection) {
        if (!connection.session) return;
        ++established;
        good = good && participants_.sessions().contains(connection.session) &&
               participants_[connection.session].connection == id;
    });
    std::size_t connected = 0;
    participants_.sessions().for_each([&](Handle<Session> handle, const Session& session) {
        connected += session.connection ? 1 : 0;
        good = good && detached_.contains(handle, session.detached_at) == !session.connection;
    });
    return good && established == connected && detached_.size() == participants_.sessions().size() - connected;
}

bool ChatEngine::State::participants_agree() const {
    bool good = true;
    std::size_t searching = 0;
    participants_.all().for_each([&](Handle<Participant> handle, const Participant& participant) {
        good = good && participant_agrees(handle, participant);
        searching += participant.protocol.phase() == ServerPhase::searching ? 1 : 0;
    });
    return good && searching == matchmaker_.waiting() && !(drain_ && searching > 0);
}

bool ChatEngine::State::participant_agrees(Handle<Participant> handle, const Participant& participant) const {
    const ServerPhase phase = participant.protocol.phase();
    if (phase == ServerPhase::greeting) return false;
    if (participants_.session_count(handle) > config_.sessions_per_participant) return false;
    if ((phase == ServerPhase::searching) != matchmaker_.is_waiting(participant.key)) return false;
    if (phase == ServerPhase::searching && !participants_.has_connection(handle)) return false;
    if ((phase == ServerPhase::chatting) != static_cast<bool>(participant.conversation)) return false;
    if (!participant.conversation) return true;
    if (participant.shown_as != participants_.presence(handle)) return false;
    if (!conversations_.all().contains(participant.conversation)) return false;
    for (const Member& member : conversations_[participant.conversation].members()) {
        if (member.handle == handle) return member.participant == participant.key;
    }
    return false;
}

// Every live member sits in this conversation: so nobody is in two.
bool ChatEngine::State::conversations_agree() const {
    bool good = true;
    conversations_.all().for_each([&](Handle<Conversation> handle, const Conversation& conversation) {
        if (conversation.is_over()) return;
        for (const Member& member : conversation.members()) {
            good = good && participants_.all().contains(member.handle) &&
                   participants_[member.handle].conversation == handle;
        }
    });
    return good;
}

}  // namespace stimchat::engine
