#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

/// Eight hexadecimal digits at a time, as eight bytes of one word: ids are read and written for every message.
namespace stimchat {

static_assert(std::endian::native == std::endian::little);

/// The same number in each byte.
constexpr std::uint64_t in_each_byte(std::uint8_t byte) {
    return 0x0101010101010101ULL * byte;
}

/// The value of eight digits, upper or lower case. Sets bits of `wrong` if one of them is none.
inline std::uint32_t read_hex8(const char* digits, std::uint64_t& wrong) {
    std::uint64_t text = 0;
    std::memcpy(&text, digits, sizeof text);
    const std::uint64_t ascii = text & in_each_byte(0x7F);
    const std::uint64_t lower = ascii | in_each_byte(0x20);
    // The top bit of each byte says whether it is at least the one bound, and not above the other.
    const std::uint64_t is_figure = (ascii + in_each_byte(0x80 - '0')) & ~(ascii + in_each_byte(0x7F - '9'));
    const std::uint64_t is_letter = (lower + in_each_byte(0x80 - 'a')) & ~(lower + in_each_byte(0x7F - 'f'));
    wrong |= (text | ~(is_figure | is_letter)) & in_each_byte(0x80);

    const std::uint64_t letters = (text >> 6) & in_each_byte(1);
    std::uint64_t value = (text & in_each_byte(0x0F)) + letters * 9;
    // Neighbours are joined, then pairs, then fours; the first digit, in the lowest byte, weighs most.
    value = (value << 4 | value >> 8) & 0x00FF00FF00FF00FFULL;
    value = (value << 8 | value >> 16) & 0x0000FFFF0000FFFFULL;
    return static_cast<std::uint32_t>(value << 16 | value >> 32);
}

/// Writes eight digits in lower case.
inline void write_hex8(std::uint32_t number, char* digits) {
    std::uint64_t value = number;
    value = (value >> 16 | value << 32) & 0x0000FFFF0000FFFFULL;
    value = (value >> 8 | value << 16) & 0x00FF00FF00FF00FFULL;
    value = (value >> 4 | value << 8) & in_each_byte(0x0F);
    const std::uint64_t letters = ((value + in_each_byte(6)) >> 4) & in_each_byte(1);
    const std::uint64_t text = value + in_each_byte('0') + letters * ('a' - '0' - 10);
    std::memcpy(digits, &text, sizeof text);
}

}  // namespace stimchat
