#include "shared/protocol/close_codes.hpp"

namespace stimchat::protocol {

using enum CloseCode;

namespace {

constexpr CloseRule row(CloseCode code, std::string_view name, std::string_view meaning) {
    return {code, name, should_reconnect(static_cast<std::uint16_t>(code)), meaning};
}

}  // namespace

const std::array<CloseRule, 21> close_rules{{
    row(normal, "normal", "One side has finished and said so."),
    row(going_away, "going_away", "The server is going down, or the page was left."),
    row(protocol_error, "protocol_error", "A frame broke the WebSocket protocol."),
    row(unsupported_data, "unsupported_data", "A binary frame came; StimChat speaks text frames only."),
    row(abnormal, "abnormal", "The connection was lost without a close frame. Never sent."),
    row(invalid_utf8, "invalid_utf8", "A text frame was not UTF-8."),
    row(policy_violation, "policy_violation", "The connection was used in a way the server does not allow."),
    row(message_too_big, "message_too_big", "A frame was longer than the limit."),
    row(internal_error, "internal_error", "The server met a fault of its own."),
    row(service_restart, "service_restart", "The server is restarting."),
    row(try_again_later, "try_again_later", "The server is full for now."),
    row(banned, "banned", "The participant is banned; a BANNED push said why and until when."),
    row(already_connected, "already_connected", "The participant has another live session, which stays."),
    row(taken_over, "taken_over", "The participant's session went on in another tab or window."),
    row(token_refused, "token_refused", "The token is not valid or has expired; ask for one before coming back."),
    row(unreadable_frames, "unreadable_frames", "Too many frames could not be read."),
    row(version_unsupported, "version_unsupported", "The server does not speak this protocol version."),
    row(hello_timeout, "hello_timeout", "No HELLO came in time."),
    row(slow_consumer, "slow_consumer", "The receiver did not take what was sent fast enough."),
    row(heartbeat_timeout, "heartbeat_timeout", "No sign of life came in time."),
    row(stream_gap, "stream_gap", "Sent by a client: a push was missing from the stream."),
}};

const CloseRule* find_close_rule(std::uint16_t code) {
    for (const CloseRule& rule : close_rules)
        if (static_cast<std::uint16_t>(rule.code) == code) return &rule;
    return nullptr;
}

}  // namespace stimchat::protocol
