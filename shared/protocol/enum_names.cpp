#include "shared/protocol/enum_names.hpp"

#include <array>
#include <cstddef>

namespace stimchat::protocol {
namespace {

// Ordered as the enums.
constexpr std::array<std::string_view, 3> search_end_names{"timed_out", "draining", "cancelled"};
constexpr std::array<std::string_view, 3> conversation_end_names{"partner_left", "you_left", "draining"};
constexpr std::array<std::string_view, 3> standing_names{"idle", "searching", "chatting"};
constexpr std::array<std::string_view, 3> presence_names{"here", "away", "gone"};
constexpr std::array<std::string_view, 1> system_notice_names{"draining"};

template <class Enum, std::size_t Size>
std::optional<Enum> parse_enum(const std::array<std::string_view, Size>& names, std::string_view name) {
    for (std::size_t i = 0; i < Size; ++i)
        if (names[i] == name) return static_cast<Enum>(i);
    return std::nullopt;
}

}  // namespace

std::string_view name_of(SearchEnd reason) {
    return search_end_names[static_cast<std::size_t>(reason)];
}

std::optional<SearchEnd> parse_search_end(std::string_view name) {
    return parse_enum<SearchEnd>(search_end_names, name);
}

std::string_view name_of(ConversationEnd reason) {
    return conversation_end_names[static_cast<std::size_t>(reason)];
}

std::optional<ConversationEnd> parse_conversation_end(std::string_view name) {
    return parse_enum<ConversationEnd>(conversation_end_names, name);
}

std::string_view name_of(Standing standing) {
    return standing_names[static_cast<std::size_t>(standing)];
}

std::optional<Standing> parse_standing(std::string_view name) {
    return parse_enum<Standing>(standing_names, name);
}

std::string_view name_of(Presence presence) {
    return presence_names[static_cast<std::size_t>(presence)];
}

std::optional<Presence> parse_presence(std::string_view name) {
    return parse_enum<Presence>(presence_names, name);
}

std::string_view name_of(SystemNotice notice) {
    return system_notice_names[static_cast<std::size_t>(notice)];
}

std::optional<SystemNotice> parse_system_notice(std::string_view name) {
    return parse_enum<SystemNotice>(system_notice_names, name);
}

}  // namespace stimchat::protocol
