#pragma once

#include "shared/delivery/outbox.hpp"

#include <array>
#include <cstdint>
#include <optional>

/// What can become of a text that was said, as a table: the ticks that a person sees. Only along a row; so never back
/// from what was proven.
namespace stimchat::delivery {

enum class SendHappening : std::uint8_t {
    proven,     ///< its ACK, or it came back in the stream
    receipt,    ///< the partner's receipt covers it
    refused,    ///< its NACK
    no_answer,  ///< within limits::ack_timeout
    chat_over,
    retried,  ///< by the person; after silence under its own message_id
};

struct SendTransition {
    SendState from;
    SendHappening happening;
    SendState to;
};

inline constexpr std::array<SendTransition, 7> send_transitions{{
    {SendState::sending, SendHappening::proven, SendState::delivered},
    {SendState::sending, SendHappening::refused, SendState::failed},
    {SendState::sending, SendHappening::no_answer, SendState::failed},
    {SendState::sending, SendHappening::chat_over, SendState::failed},
    {SendState::delivered, SendHappening::receipt, SendState::seen},
    {SendState::failed, SendHappening::proven, SendState::delivered},
    {SendState::failed, SendHappening::retried, SendState::sending},
}};

/// Absent: impossible, or nothing new.
constexpr std::optional<SendState> next_send_state(SendState state, SendHappening happening) {
    for (const SendTransition& row : send_transitions)
        if (row.from == state && row.happening == happening) return row.to;
    return std::nullopt;
}

}  // namespace stimchat::delivery
