#include "shared/core/utf8.hpp"

namespace stimchat {
namespace {

struct LeadByte {
    std::uint8_t bytes = 0;           ///< of the whole sequence; 0: cannot start one
    unsigned char second_min = 0x80;  ///< the second byte's range is what excludes overlong forms, surrogates
    unsigned char second_max = 0xBF;  ///< and code points above U+10FFFF (RFC 3629, section 4)
};

constexpr LeadByte read_lead(unsigned char byte) {
    if (byte < 0x80) return {1, 0, 0};
    if (byte < 0xC2) return {};
    if (byte < 0xE0) return {2, 0x80, 0xBF};
    if (byte == 0xE0) return {3, 0xA0, 0xBF};
    if (byte == 0xED) return {3, 0x80, 0x9F};
    if (byte < 0xF0) return {3, 0x80, 0xBF};
    if (byte == 0xF0) return {4, 0x90, 0xBF};
    if (byte < 0xF4) return {4, 0x80, 0xBF};
    if (byte == 0xF4) return {4, 0x80, 0x8F};
    return {};
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
    if (text.empty()) return {};
    const auto byte_at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const LeadByte lead = read_lead(byte_at(0));
    if (lead.bytes == 0 || lead.bytes > text.size()) return {};
    if (lead.bytes == 1) return {byte_at(0), 1};
    if (byte_at(1) < lead.second_min || byte_at(1) > lead.second_max) return {};

    char32_t value = byte_at(0) & (0x7Fu >> lead.bytes);
    for (std::size_t i = 1; i < lead.bytes; ++i) {
        if ((byte_at(i) & 0xC0) != 0x80) return {};
        value = value << 6 | (byte_at(i) & 0x3Fu);
    }
    return {value, lead.bytes};
}

std::optional<std::size_t> count_code_points(std::string_view text) {
    std::size_t count = 0;
    while (!text.empty()) {
        const CodePoint next = first_code_point(text);
        if (next.bytes == 0) return std::nullopt;
        text.remove_prefix(next.bytes);
        ++count;
    }
    return count;
}

void append_utf8(char32_t code_point, std::string& out) {
    const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
    const auto put_tail = [&](int shift) { put(0x80 | (code_point >> shift & 0x3F)); };
    if (code_point < 0x80) return put(code_point);
    if (code_point < 0x800) {
        put(0xC0 | code_point >> 6);
    } else if (code_point < 0x10000) {
        put(0xE0 | code_point >> 12);
        put_tail(6);
    } else {
        put(0xF0 | code_point >> 18);
        put_tail(12);
        put_tail(6);
    }
    put_tail(0);
}

}  // namespace stimchat
