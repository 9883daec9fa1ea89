#pragma once

#include "shared/protocol/codec.hpp"

#include <string>
#include <string_view>
#include <vector>

/// One of each, as values and as the frames they are written as.
namespace stimchat::protocol::sample {

inline constexpr MessageId message_id{0x0190a1b2c3d44e5f, 0x8a9b0c1d2e3f4a5b};
inline constexpr ConversationId conversation{0x11112222333344, 0x8555666677778888};
inline constexpr SessionId session{0xaaaabbbbcccc4ddd, 0x8eeeffff00001111};
inline constexpr Instant timestamp{1'772'334'855'926};  // 2026-03-01T03:14:15.926Z
inline constexpr StreamPosition position{7, 42};

template <class Message>
struct Sample {
    Message message;
    std::string frame;
};

std::vector<Sample<Command>> commands();
std::vector<Sample<ServerMessage>> server_messages();

template <class Message>
std::string encoded(const Message& message) {
    std::string out;
    encode(message, out);
    return out;
}

}  // namespace stimchat::protocol::sample
