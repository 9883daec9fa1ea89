#pragma once

#include "shared/protocol/message.hpp"

#include <optional>
#include <string_view>

/// Decoding answers what a frame *is*: JSON kinds, ids, integers that fit, time stamps, known types. Validation answers
/// whether what it says is *acceptable*, always, whoever says it: texts, lengths. Whether it is allowed *now* (phase,
/// rate, ban, version, terms) is asked of the session afterwards.
namespace stimchat::validation {

struct Fault {
    protocol::NackCode code{};
    std::string_view field;  ///< e.g. "data.text"; static storage
};

/// HELLO: `invalid_value` if the token is longer than limits::token_bytes_max, or the client name longer than
/// limits::client_name_bytes_max or with controls in it (it is counted and logged by name).
/// CHAT_MESSAGE: as check_text.
/// PRESENCE: `invalid_value` if it is `gone`.
/// The others have nothing to check.
std::optional<Fault> validate(const protocol::Command& command);

}  // namespace stimchat::validation
