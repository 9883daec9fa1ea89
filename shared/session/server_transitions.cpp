#include "shared/session/server_transitions.hpp"

namespace stimchat::session {

namespace {
using enum protocol::NackCode;
using Phase = ServerPhase;
using Kind = CommandKind;
}  // namespace

const std::array<CommandRule, server_phases * command_kinds> command_rules{{
    {Phase::greeting, Kind::hello, {}},
    {Phase::greeting, Kind::find, hello_required},
    {Phase::greeting, Kind::cancel, hello_required},
    {Phase::greeting, Kind::send_text, hello_required},
    {Phase::greeting, Kind::leave, hello_required},
    {Phase::greeting, Kind::ping, hello_required},
    {Phase::greeting, Kind::set_presence, hello_required},
    {Phase::greeting, Kind::set_typing, hello_required},
    {Phase::greeting, Kind::mark_seen, hello_required},

    {Phase::idle, Kind::hello, already_greeted},
    {Phase::idle, Kind::find, {}},
    {Phase::idle, Kind::cancel, not_searching},
    {Phase::idle, Kind::send_text, not_in_conversation},
    {Phase::idle, Kind::leave, not_in_conversation},
    {Phase::idle, Kind::ping, {}},
    {Phase::idle, Kind::set_presence, {}},
    {Phase::idle, Kind::set_typing, not_in_conversation},
    {Phase::idle, Kind::mark_seen, not_in_conversation},

    {Phase::searching, Kind::hello, already_greeted},
    {Phase::searching, Kind::find, already_searching},
    {Phase::searching, Kind::cancel, {}},
    {Phase::searching, Kind::send_text, not_in_conversation},
    {Phase::searching, Kind::leave, not_in_conversation},
    {Phase::searching, Kind::ping, {}},
    {Phase::searching, Kind::set_presence, {}},
    {Phase::searching, Kind::set_typing, not_in_conversation},
    {Phase::searching, Kind::mark_seen, not_in_conversation},

    {Phase::chatting, Kind::hello, already_greeted},
    {Phase::chatting, Kind::find, already_in_conversation},
    {Phase::chatting, Kind::cancel, not_searching},
    {Phase::chatting, Kind::send_text, {}},
    {Phase::chatting, Kind::leave, {}},
    {Phase::chatting, Kind::ping, {}},
    {Phase::chatting, Kind::set_presence, {}},
    {Phase::chatting, Kind::set_typing, {}},
    {Phase::chatting, Kind::mark_seen, {}},
}};

const std::array<PhaseChange, 5> phase_changes{{
    {Phase::greeting, Phase::idle, "first HELLO accepted"},
    {Phase::idle, Phase::searching, "FIND accepted"},
    {Phase::searching, Phase::idle, "CANCEL accepted, no partner in time, the connection lost, or draining"},
    {Phase::searching, Phase::chatting, "partner found"},
    {Phase::chatting, Phase::idle, "LEAVE accepted, or the conversation ended for another reason"},
}};

const std::array<SessionChange, 5> session_changes{{
    {SessionState::attached, SessionState::attached, "HELLO on another connection, which replaces the first"},
    {SessionState::attached, SessionState::detached, "connection lost, or closed with a code that lets it come back"},
    {SessionState::attached, SessionState::ended, "closed with any other code, e.g. 1000 by the client, or sent home"},
    {SessionState::detached, SessionState::attached, "HELLO in time"},
    {SessionState::detached, SessionState::ended, "resume window over, banned, no room, or drained"},
}};

CommandKind kind_of(const protocol::CommandBody& body) {
    return static_cast<CommandKind>(body.index());
}

std::string_view name_of(CommandKind kind) {
    switch (kind) {
        case Kind::hello:
            return "HELLO";
        case Kind::find:
            return "FIND";
        case Kind::cancel:
            return "CANCEL";
        case Kind::send_text:
            return "CHAT_MESSAGE";
        case Kind::leave:
            return "LEAVE";
        case Kind::ping:
            return "PING";
        case Kind::set_presence:
            return "PRESENCE";
        case Kind::set_typing:
            return "TYPING_INDICATOR";
        case Kind::mark_seen:
            return "READ_RECEIPT";
    }
    return "";
}

std::string_view name_of(ServerPhase phase) {
    switch (phase) {
        case Phase::greeting:
            return "greeting";
        case Phase::idle:
            return "idle";
        case Phase::searching:
            return "searching";
        case Phase::chatting:
            return "chatting";
    }
    return "";
}

std::string_view name_of(SessionState state) {
    switch (state) {
        case SessionState::attached:
            return "attached";
        case SessionState::detached:
            return "detached";
        case SessionState::ended:
            return "ended";
    }
    return "";
}

const CommandRule& rule_of(ServerPhase phase, CommandKind command) {
    return command_rules[static_cast<std::size_t>(phase) * command_kinds + static_cast<std::size_t>(command)];
}

bool may_follow(ServerPhase from, ServerPhase to) {
    for (const PhaseChange& change : phase_changes) {
        if (change.from == from && change.to == to) return true;
    }
    return false;
}

bool may_follow(SessionState from, SessionState to) {
    for (const SessionChange& change : session_changes) {
        if (change.from == from && change.to == to) return true;
    }
    return false;
}

}  // namespace stimchat::session
