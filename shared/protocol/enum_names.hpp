#pragma once

#include "shared/protocol/message.hpp"

#include <optional>
#include <string_view>

/// How the reasons are written on the wire.
namespace stimchat::protocol {

std::string_view name_of(SearchEnd reason);
std::optional<SearchEnd> parse_search_end(std::string_view name);

std::string_view name_of(ConversationEnd reason);
std::optional<ConversationEnd> parse_conversation_end(std::string_view name);

}  // namespace stimchat::protocol
