#include "shared/protocol/enum_names.hpp"

#include <array>
#include <cstddef>

namespace stimchat::protocol {
namespace {

// Ordered as the enums.
constexpr std::array<std::string_view, 2> search_end_names{"timed_out", "draining"};
constexpr std::array<std::string_view, 3> conversation_end_names{"partner_left", "you_left", "draining"};

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

}  // namespace stimchat::protocol
