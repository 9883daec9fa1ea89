#include "tools/load/wire/web_socket_framing.hpp"

#include "shared/protocol/limits.hpp"
#include "shared/protocol/version.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace stimchat::load {

namespace {

// The pair printed in RFC 6455, section 1.3. The nonce protects nobody on loopback.
constexpr std::string_view key = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view accepted_key = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

constexpr std::uint8_t final_bit = 0x80;
constexpr std::uint8_t reserved_bits = 0x70;
constexpr std::uint8_t mask_bit = 0x80;
constexpr std::size_t length_16_bits = 126;
constexpr std::size_t length_64_bits = 127;

std::uint8_t byte_at(std::string_view bytes, std::size_t index) {
    return static_cast<std::uint8_t>(bytes[index]);
}

std::optional<Opcode> opcode_of(std::uint8_t first) {
    if (!(first & final_bit) || (first & reserved_bits)) return std::nullopt;
    switch (first & 0x0F) {
        case 1:
            return Opcode::text;
        case 8:
            return Opcode::close;
        case 9:
            return Opcode::ping;
        case 10:
            return Opcode::pong;
        default:
            return std::nullopt;
    }
}

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes)
        value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](unsigned char x, unsigned char y) {
               return std::tolower(x) == std::tolower(y);
           });
}

std::string_view header_value(std::string_view header, std::string_view name) {
    std::size_t line_start = header.find("\r\n");
    while (line_start != std::string_view::npos) {
        line_start += 2;
        const std::size_t line_end = header.find("\r\n", line_start);
        const std::string_view line = header.substr(line_start, line_end - line_start);
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && equal_ignoring_case(line.substr(0, colon), name)) {
            const std::size_t start = line.find_first_not_of(' ', colon + 1);
            return start == std::string_view::npos ? std::string_view{} : line.substr(start);
        }
        line_start = line_end;
    }
    return {};
}

}  // namespace

ReadFrame read_server_frame(std::string_view bytes) {
    constexpr ReadFrame incomplete{ReadFrame::Outcome::incomplete, {}};
    constexpr ReadFrame broken{ReadFrame::Outcome::broken, {}};
    if (bytes.size() < 2) return incomplete;
    const auto opcode = opcode_of(byte_at(bytes, 0));
    if (!opcode || (byte_at(bytes, 1) & mask_bit)) return broken;

    std::uint64_t length = byte_at(bytes, 1);
    std::size_t header_bytes = 2;
    if (length >= length_16_bits) {
        const std::size_t length_bytes = length == length_16_bits ? 2 : 8;
        if (bytes.size() < header_bytes + length_bytes) return incomplete;
        length = big_endian(bytes.substr(header_bytes, length_bytes));
        header_bytes += length_bytes;
    }
    if (length > limits::frame_bytes_max) return broken;
    if (bytes.size() - header_bytes < length) return incomplete;
    const auto payload_bytes = static_cast<std::size_t>(length);
    return {ReadFrame::Outcome::complete,
            {*opcode, bytes.substr(header_bytes, payload_bytes), header_bytes + payload_bytes}};
}

void append_client_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask) {
    out += static_cast<char>(final_bit | static_cast<std::uint8_t>(opcode));
    if (payload.size() < length_16_bits) {
        out += static_cast<char>(mask_bit | payload.size());
    } else {
        const bool wide = payload.size() > 0xFFFF;
        out += static_cast<char>(mask_bit | (wide ? length_64_bits : length_16_bits));
        for (int shift = wide ? 56 : 8; shift >= 0; shift -= 8)
            out += static_cast<char>(static_cast<std::uint64_t>(payload.size()) >> shift);
    }
    std::array<char, 4> mask_bytes{};
    for (std::size_t i = 0; i < mask_bytes.size(); ++i)
        mask_bytes[i] = static_cast<char>(mask >> (24 - 8 * i));
    out.append(mask_bytes.data(), mask_bytes.size());

    const std::size_t start = out.size();
    out.append(payload);
    for (std::size_t i = 0; i < payload.size(); ++i)
        out[start + i] = static_cast<char>(out[start + i] ^ mask_bytes[i % mask_bytes.size()]);
}

std::string upgrade_request(std::uint16_t port) {
    std::string request;
    request.append("GET ").append(protocol::websocket_path).append(" HTTP/1.1\r\nHost: localhost:");
    request.append(std::to_string(port)).append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ");
    request.append(key).append("\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ");
    request.append(protocol::websocket_subprotocol).append("\r\n\r\n");
    return request;
}

bool accepts_upgrade(std::string_view response_header) {
    return response_header.substr(0, 12) == "HTTP/1.1 101" &&
           header_value(response_header, "Sec-WebSocket-Accept") == accepted_key &&
           header_value(response_header, "Sec-WebSocket-Protocol") == protocol::websocket_subprotocol;
}

}  // namespace stimchat::load
