#pragma once

#include "server/engine/actions.hpp"
#include "server/engine/engine_config.hpp"
#include "server/engine/events.hpp"
#include "server/engine/ports.hpp"
#include "shared/core/random.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace stimchat::engine {

/// Numbers for logs, health and the load tool.
struct EngineCounts {
    std::size_t connections = 0;
    std::size_t sessions = 0;  ///< those waiting for their connection to come back included
    std::size_t detached = 0;  ///< of the sessions: without a connection
    std::size_t searching = 0;
    std::size_t conversations_live = 0;
    std::size_t conversations_held = 0;  ///< ended, kept in memory for their report window
    std::size_t bans = 0;
};

/// How the link of one session is.
struct SessionStatus {
    std::optional<ConnectionId> connection;  ///< absent: it waits for another one
    Instant last_heartbeat;                  ///< the last sign of life
    std::uint32_t reconnects = 0;
    bool is_away = false;  ///< as its person said
};

/// All chat state of a node, and every decision about it. Pure: one event and `now` go in, actions come out, chance
/// comes from the RandomSource. One thread.
class ChatEngine {
  public:
    ChatEngine(const EngineConfig& config, const TokenVerifier& tokens, RandomSource& random);
    ~ChatEngine();
    ChatEngine(const ChatEngine&) = delete;
    ChatEngine& operator=(const ChatEngine&) = delete;

    void handle(const EngineEvent& event, Instant now, Actions& out);

    std::optional<Instant> next_deadline() const;
    EngineCounts counts() const;
    /// Absent if there is no such session, or it has no connection now. Looks at all sessions: not for the way of a
    /// message.
    std::optional<ConnectionId> connection_of(SessionId session) const;
    /// Absent if there is no such session. Looks at all sessions.
    std::optional<SessionStatus> status_of(SessionId session) const;
    /// Checked after each step by tests, fuzzers and the simulator.
    bool is_consistent() const;

  private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace stimchat::engine
