#include "server/tests/net/socket_client.hpp"

#include <cstddef>
#include <stdexcept>

namespace stimchat::test {
namespace {

constexpr char mask[4] = {0x37, 0x21, 0x5A, 0x0F};

std::string big_endian(std::uint64_t number, int bytes) {
    std::string text;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        text.push_back(static_cast<char>(number >> shift));
    return text;
}

std::uint64_t read_big_endian(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char byte : bytes)
        number = (number << 8) | static_cast<unsigned char>(byte);
    return number;
}

}  // namespace

std::string client_frame_header(Opcode opcode, std::uint64_t payload_bytes, bool is_final) {
    std::string header;
    header.push_back(static_cast<char>((is_final ? 0x80 : 0) | static_cast<int>(opcode)));
    if (payload_bytes < 126) {
        header.push_back(static_cast<char>(0x80 | payload_bytes));
    } else if (payload_bytes < 65536) {
        header.push_back(static_cast<char>(0x80 | 126));
        header += big_endian(payload_bytes, 2);
    } else {
        header.push_back(static_cast<char>(0x80 | 127));
        header += big_endian(payload_bytes, 8);
    }
    return header.append(mask, sizeof mask);
}

std::string client_frame(Opcode opcode, std::string_view payload, bool is_final) {
    std::string frame = client_frame_header(opcode, payload.size(), is_final);
    for (std::size_t i = 0; i < payload.size(); ++i)
        frame.push_back(static_cast<char>(payload[i] ^ mask[i % 4]));
    return frame;
}

std::string handshake(std::string_view headers, std::string_view version) {
    return get("/ws",
               "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
               "Sec-WebSocket-Version: " +
                   std::string(version) + "\r\n" + std::string(headers));
}

SocketClient::SocketClient(std::uint16_t port) : raw_(port) {
    const auto reply = ask(raw_, handshake());
    if (!reply || reply->status != 101) throw std::runtime_error("the handshake was refused");
}

std::optional<Frame> SocketClient::read() {
    const std::string start = raw_.read_bytes(2);
    if (start.size() < 2) return std::nullopt;
    std::uint64_t size = static_cast<unsigned char>(start[1]) & 0x7F;
    if (size == 126) size = read_big_endian(raw_.read_bytes(2));
    if (size == 127) size = read_big_endian(raw_.read_bytes(8));
    Frame frame{static_cast<Opcode>(start[0] & 0x0F), raw_.read_bytes(size)};
    if (frame.payload.size() < size) return std::nullopt;
    return frame;
}

std::string SocketClient::read_text() {
    while (auto frame = read()) {
        if (frame->opcode == Opcode::text) return frame->payload;
        if (frame->opcode == Opcode::close) break;
    }
    return {};
}

std::uint16_t SocketClient::read_close() {
    while (const auto frame = read()) {
        if (frame->opcode == Opcode::close) {
            return static_cast<std::uint16_t>(read_big_endian(frame->payload.substr(0, 2)));
        }
    }
    return 1006;
}

void SocketClient::send_close(std::uint16_t code) {
    send(Opcode::close, big_endian(code, 2));
}

}  // namespace stimchat::test
