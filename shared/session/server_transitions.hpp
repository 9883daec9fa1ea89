#pragma once

#include "shared/protocol/message.hpp"
#include "shared/protocol/nack_codes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

/// The server's view of a participant and its sessions as tables: which command is allowed in which phase, which phase
/// may follow which, and what becomes of a session. Whatever draws or documents the machine reads these tables.
namespace stimchat::session {

/// Where a participant is, as the server sees it.
enum class ServerPhase : std::uint8_t { greeting, idle, searching, chatting };
inline constexpr std::size_t server_phases = 4;

/// A command without its content; ordered as the alternatives of protocol::CommandBody.
enum class CommandKind : std::uint8_t {
    hello,
    find,
    cancel,
    send_text,
    leave,
    ping,
    set_presence,
    set_typing,
    mark_seen,
};
inline constexpr std::size_t command_kinds = 9;
static_assert(command_kinds == std::variant_size_v<protocol::CommandBody>);

CommandKind kind_of(const protocol::CommandBody& body);
std::string_view name_of(CommandKind kind);
std::string_view name_of(ServerPhase phase);

struct CommandRule {
    ServerPhase phase;
    CommandKind command;
    std::optional<protocol::NackCode> refusal;  ///< absent: allowed
};

/// Every command in every phase, ordered by phase, then by command.
extern const std::array<CommandRule, server_phases * command_kinds> command_rules;

const CommandRule& rule_of(ServerPhase phase, CommandKind command);

struct PhaseChange {
    ServerPhase from;
    ServerPhase to;
    std::string_view cause;
};

extern const std::array<PhaseChange, 5> phase_changes;

bool may_follow(ServerPhase from, ServerPhase to);

/// Whether a connection carries one session (tab or device) of a participant.
enum class SessionState : std::uint8_t {
    attached,
    detached,  ///< waits for a connection, for limits::resume_window
    ended,
};
std::string_view name_of(SessionState state);

struct SessionChange {
    SessionState from;
    SessionState to;
    std::string_view cause;
};

extern const std::array<SessionChange, 5> session_changes;

bool may_follow(SessionState from, SessionState to);

}  // namespace stimchat::session
