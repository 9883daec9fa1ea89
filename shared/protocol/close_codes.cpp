#include "shared/protocol/close_codes.hpp"

namespace stimchat::protocol {

using enum CloseCode;

const std::array<CloseRule, 21> close_rules{{
    {normal, "normal", false, "One side has finished and said so."},
    {going_away, "going_away", true, "The server is going down, or the page was left."},
    {protocol_error, "protocol_error", false, "A frame broke the WebSocket protocol."},
    {unsupported_data, "unsupported_data", false, "A binary frame came; StimChat speaks text frames only."},
    {abnormal, "abnormal", true, "The connection was lost without a close frame. Never sent."},
    {invalid_utf8, "invalid_utf8", false, "A text frame was not UTF-8."},
    {policy_violation, "policy_violation", false, "The connection was used in a way the server does not allow."},
    {message_too_big, "message_too_big", false, "A frame was longer than the limit."},
    {internal_error, "internal_error", true, "The server met a fault of its own."},
    {service_restart, "service_restart", true, "The server is restarting."},
    {try_again_later, "try_again_later", true, "The server is full for now."},
    {banned, "banned", false, "The participant is banned; a BANNED push said why and until when."},
    {already_connected, "already_connected", false, "The participant has another live session, which stays."},
    {taken_over, "taken_over", false, "The participant's session went on in another tab or window."},
    {token_refused, "token_refused", false, "The token is not valid or has expired; ask for one before coming back."},
    {unreadable_frames, "unreadable_frames", false, "Too many frames could not be read."},
    {version_unsupported, "version_unsupported", false, "The server does not speak this protocol version."},
    {hello_timeout, "hello_timeout", true, "No HELLO came in time."},
    {slow_consumer, "slow_consumer", true, "The receiver did not take what was sent fast enough."},
    {heartbeat_timeout, "heartbeat_timeout", true, "No sign of life came in time."},
    {stream_gap, "stream_gap", true, "Sent by a client: a push was missing from the stream."},
}};

const CloseRule* find_close_rule(std::uint16_t code) {
    for (const CloseRule& rule : close_rules)
        if (static_cast<std::uint16_t>(rule.code) == code) return &rule;
    return nullptr;
}

bool should_reconnect(std::uint16_t code) {
    if (const CloseRule* rule = find_close_rule(code)) return rule->reconnect;
    return code >= 4500 && code <= 4999;
}

}  // namespace stimchat::protocol
