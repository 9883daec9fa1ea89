#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stimchat::load {

/// What a text is known by: who said it, and that person's how many-th it is (from 1). It stands in the text itself.
struct TextName {
    std::uint32_t author = 0;
    std::uint32_t number = 0;
};

/// At least text_name_bytes long: the name, and filling.
std::string text_of(TextName name, std::size_t bytes);
std::optional<TextName> name_in(std::string_view text);

inline constexpr std::size_t text_name_bytes = 18;

}  // namespace stimchat::load
