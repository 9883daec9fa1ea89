#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace stimchat::protocol {

/// Why a WebSocket was closed. 4000-4499: the client must not reconnect by itself; 4500-4999: it should, with backoff.
enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    unsupported_data = 1003,
    abnormal = 1006,  // never sent: what a browser reports when no close frame came
    invalid_utf8 = 1007,
    policy_violation = 1008,
    message_too_big = 1009,
    internal_error = 1011,
    service_restart = 1012,
    try_again_later = 1013,

    banned = 4001,
    already_connected = 4002,
    taken_over = 4003,
    token_refused = 4004,
    unreadable_frames = 4005,
    version_unsupported = 4006,

    hello_timeout = 4500,
    slow_consumer = 4501,
    heartbeat_timeout = 4502,
    stream_gap = 4503,  // sent by the client: a push was missing from the stream, so it starts a new connection
};

struct CloseRule {
    CloseCode code;
    std::string_view name;
    bool reconnect;
    std::string_view meaning;  ///< one sentence, for PROTOCOL.md and for logs
};

/// Of any code, in the table or not: 4500-4999 reconnect, and the standard's codes for a server that goes or is gone.
constexpr bool should_reconnect(std::uint16_t code) {
    switch (static_cast<CloseCode>(code)) {
        case CloseCode::going_away:
        case CloseCode::abnormal:
        case CloseCode::internal_error:
        case CloseCode::service_restart:
        case CloseCode::try_again_later:
            return true;
        default:
            return code >= 4500 && code <= 4999;
    }
}

/// The one table of both ends, ordered by code.
extern const std::array<CloseRule, 21> close_rules;

const CloseRule* find_close_rule(std::uint16_t code);

}  // namespace stimchat::protocol
