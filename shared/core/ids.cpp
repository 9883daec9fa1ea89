#include "shared/core/ids.hpp"

#include "shared/core/hex.hpp"

#include <cstring>

namespace stimchat {
namespace {

constexpr std::string_view alias_prefix = "anon-";

/// Where the digits of a UUID stand without its hyphens, and back.
using UuidDigits = std::array<char, 32>;

void copy_digits(const char* text, UuidDigits& digits) {
    std::memcpy(digits.data(), text, 8);
    std::memcpy(digits.data() + 8, text + 9, 4);
    std::memcpy(digits.data() + 12, text + 14, 4);
    std::memcpy(digits.data() + 16, text + 19, 4);
    std::memcpy(digits.data() + 20, text + 24, 12);
}

void place_digits(const UuidDigits& digits, char* text) {
    std::memcpy(text, digits.data(), 8);
    std::memcpy(text + 9, digits.data() + 8, 4);
    std::memcpy(text + 14, digits.data() + 12, 4);
    std::memcpy(text + 19, digits.data() + 16, 4);
    std::memcpy(text + 24, digits.data() + 20, 12);
    text[8] = text[13] = text[18] = text[23] = '-';
}

}  // namespace

UuidText format_uuid(std::uint64_t high, std::uint64_t low) {
    UuidDigits digits;
    write_hex8(static_cast<std::uint32_t>(high >> 32), digits.data());
    write_hex8(static_cast<std::uint32_t>(high), digits.data() + 8);
    write_hex8(static_cast<std::uint32_t>(low >> 32), digits.data() + 16);
    write_hex8(static_cast<std::uint32_t>(low), digits.data() + 24);
    UuidText text;
    place_digits(digits, text.data());
    return text;
}

std::optional<std::array<std::uint64_t, 2>> parse_uuid(std::string_view text) {
    if (text.size() != uuid_text_bytes) return std::nullopt;
    if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return std::nullopt;
    UuidDigits digits;
    copy_digits(text.data(), digits);
    std::uint64_t wrong = 0;
    std::array<std::uint64_t, 2> halves;
    halves[0] = std::uint64_t{read_hex8(digits.data(), wrong)} << 32;
    halves[0] |= read_hex8(digits.data() + 8, wrong);
    halves[1] = std::uint64_t{read_hex8(digits.data() + 16, wrong)} << 32;
    halves[1] |= read_hex8(digits.data() + 24, wrong);
    if (wrong != 0) return std::nullopt;
    return halves;
}

AliasText format_alias(Alias alias) {
    AliasText text;
    std::memcpy(text.data(), alias_prefix.data(), alias_prefix.size());
    write_hex8(alias.value, text.data() + alias_prefix.size());
    return text;
}

std::optional<Alias> parse_alias(std::string_view text) {
    if (text.size() != alias_text_bytes || text.substr(0, alias_prefix.size()) != alias_prefix) return std::nullopt;
    std::uint64_t wrong = 0;
    const Alias alias{read_hex8(text.data() + alias_prefix.size(), wrong)};
    if (wrong != 0) return std::nullopt;
    return alias;
}

}  // namespace stimchat
