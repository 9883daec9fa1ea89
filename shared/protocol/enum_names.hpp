#pragma once

#include "shared/protocol/message.hpp"

#include <optional>
#include <string_view>

/// How enumerations are written on the wire.
namespace stimchat::protocol {

std::string_view name_of(SearchEnd reason);
std::optional<SearchEnd> parse_search_end(std::string_view name);

std::string_view name_of(ConversationEnd reason);
std::optional<ConversationEnd> parse_conversation_end(std::string_view name);

std::string_view name_of(Standing standing);
std::optional<Standing> parse_standing(std::string_view name);

std::string_view name_of(Presence presence);
std::optional<Presence> parse_presence(std::string_view name);

std::string_view name_of(SystemNotice notice);
std::optional<SystemNotice> parse_system_notice(std::string_view name);

}  // namespace stimchat::protocol
