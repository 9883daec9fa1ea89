#pragma once

#include <cstdint>
#include <string_view>

namespace stimchat::protocol {

inline constexpr std::uint32_t protocol_version = 1;
inline constexpr std::string_view websocket_subprotocol = "stimchat.v1";
inline constexpr std::string_view websocket_path = "/ws";

/// The version of the terms a person agrees to in the consent dialog. Raise it when their meaning changes: whoever
/// agreed to an older version is asked again before the next search.
inline constexpr std::uint32_t terms_version = 1;

}  // namespace stimchat::protocol
