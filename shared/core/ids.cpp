#include "shared/core/ids.hpp"

namespace stimchat {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view alias_prefix = "anon-";

constexpr bool is_hyphen_place(std::size_t place) {
    return place == 8 || place == 13 || place == 18 || place == 23;
}

constexpr std::uint8_t no_digit = 0xFF;

/// The value of each hexadecimal digit; `no_digit` for all other bytes.
constexpr std::array<std::uint8_t, 256> make_hex_values() {
    std::array<std::uint8_t, 256> values{};
    for (std::uint8_t& value : values)
        value = no_digit;
    for (std::size_t digit = 0; digit < 16; ++digit) {
        const char lower = hex_digits[digit];
        values[static_cast<unsigned char>(lower)] = static_cast<std::uint8_t>(digit);
        if (lower >= 'a') values[static_cast<unsigned char>(lower - 'a' + 'A')] = static_cast<std::uint8_t>(digit);
    }
    return values;
}
constexpr auto hex_values = make_hex_values();

/// Appends digits to `number`; the result has a bit of 0xF0 set if one of them was none. No branches: ids are read for
/// every message.
constexpr unsigned read_hex(std::string_view digits, std::uint64_t& number) {
    unsigned seen = 0;
    for (const char c : digits) {
        const std::uint8_t value = hex_values[static_cast<unsigned char>(c)];
        seen |= value;
        number = number << 4 | (value & 0xFu);
    }
    return seen;
}

}  // namespace

UuidText format_uuid(std::uint64_t high, std::uint64_t low) {
    UuidText text{};
    std::size_t place = 0;
    for (const std::uint64_t half : {high, low}) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            if (is_hyphen_place(place)) text[place++] = '-';
            text[place++] = hex_digits[half >> shift & 0xF];
        }
    }
    return text;
}

std::optional<std::array<std::uint64_t, 2>> parse_uuid(std::string_view text) {
    if (text.size() != uuid_text_bytes) return std::nullopt;
    if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return std::nullopt;
    std::array<std::uint64_t, 2> halves{};
    unsigned seen = read_hex({text.data(), 8}, halves[0]);
    seen |= read_hex({text.data() + 9, 4}, halves[0]);
    seen |= read_hex({text.data() + 14, 4}, halves[0]);
    seen |= read_hex({text.data() + 19, 4}, halves[1]);
    seen |= read_hex({text.data() + 24, 12}, halves[1]);
    if (seen & 0xF0) return std::nullopt;
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
    std::uint64_t value = 0;
    if (read_hex(text.substr(alias_prefix.size()), value) & 0xF0) return std::nullopt;
    return Alias{static_cast<std::uint32_t>(value)};
}

}  // namespace stimchat
