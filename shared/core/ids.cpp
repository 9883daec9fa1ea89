#include "shared/core/ids.hpp"

namespace stimchat {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view alias_prefix = "anon-";

constexpr bool is_hyphen_place(std::size_t place) {
    return place == 8 || place == 13 || place == 18 || place == 23;
}

/// The digit's value, or -1.
constexpr int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

UuidText format_uuid(std::uint64_t high, std::uint64_t low) {
    UuidText text{};
    int digit = 0;
    for (std::size_t place = 0; place < text.size(); ++place) {
        if (is_hyphen_place(place)) {
            text[place] = '-';
            continue;
        }
        const std::uint64_t half = digit < 16 ? high : low;
        text[place] = hex_digits[(half >> (60 - 4 * (digit % 16))) & 0xF];
        ++digit;
    }
    return text;
}

std::optional<std::array<std::uint64_t, 2>> parse_uuid(std::string_view text) {
    if (text.size() != uuid_text_bytes) return std::nullopt;
    std::array<std::uint64_t, 2> halves{};
    int digit = 0;
    for (std::size_t place = 0; place < text.size(); ++place) {
        if (is_hyphen_place(place)) {
            if (text[place] != '-') return std::nullopt;
            continue;
        }
        const int value = hex_value(text[place]);
        if (value < 0) return std::nullopt;
        std::uint64_t& half = halves[digit < 16 ? 0 : 1];
        half = half << 4 | static_cast<std::uint64_t>(value);
        ++digit;
    }
    return halves;
}

AliasText format_alias(Alias alias) {
    AliasText text{};
    std::size_t place = 0;
    for (const char c : alias_prefix)
        text[place++] = c;
    for (int shift = 28; shift >= 0; shift -= 4)
        text[place++] = hex_digits[(alias.value >> shift) & 0xF];
    return text;
}

std::optional<Alias> parse_alias(std::string_view text) {
    if (text.size() != alias_text_bytes || text.substr(0, alias_prefix.size()) != alias_prefix) return std::nullopt;
    Alias alias;
    for (const char c : text.substr(alias_prefix.size())) {
        const int value = hex_value(c);
        if (value < 0) return std::nullopt;
        alias.value = alias.value << 4 | static_cast<std::uint32_t>(value);
    }
    return alias;
}

}  // namespace stimchat
