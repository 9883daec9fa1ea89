#include "tools/load/wire/web_socket_framing.hpp"

#include "shared/protocol/limits.hpp"

#include <string>

#include <doctest/doctest.h>

namespace stimchat::load {

namespace {

using Outcome = ReadFrame::Outcome;

std::string server_text(std::size_t payload_bytes) {
    std::string frame = "\x81";
    if (payload_bytes < 126) {
        frame += static_cast<char>(payload_bytes);
    } else {
        frame += '\x7E';
        frame += static_cast<char>(payload_bytes >> 8);
        frame += static_cast<char>(payload_bytes & 0xFF);
    }
    return frame + std::string(payload_bytes, 'a');
}

}  // namespace

TEST_CASE("a frame is read once its last byte has come") {
    for (const std::size_t payload_bytes : {0, 1, 125, 126, 1000}) {
        const std::string frame = server_text(payload_bytes);
        for (std::size_t cut = 0; cut < frame.size(); ++cut)
            CHECK(read_server_frame(frame.substr(0, cut)).outcome == Outcome::incomplete);
        const std::string followed = frame + "next";
        const ReadFrame read = read_server_frame(followed);
        REQUIRE(read.outcome == Outcome::complete);
        CHECK(read.frame.opcode == Opcode::text);
        CHECK(read.frame.payload == std::string(payload_bytes, 'a'));
        CHECK(read.frame.bytes == frame.size());
    }
}

TEST_CASE("what a server must not send is broken") {
    CHECK(read_server_frame("\x81\x81masked").outcome == Outcome::broken);
    CHECK(read_server_frame("\x01\x01x").outcome == Outcome::broken);  // not final
    CHECK(read_server_frame("\xC1\x01x").outcome == Outcome::broken);  // a reserved bit
    CHECK(read_server_frame("\x82\x01x").outcome == Outcome::broken);  // binary
    CHECK(read_server_frame(server_text(limits::frame_bytes_max + 1)).outcome == Outcome::broken);
    CHECK(read_server_frame(std::string("\x81\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10)).outcome == Outcome::broken);
}

TEST_CASE("a client's frame is masked as RFC 6455 says") {
    std::string out;
    append_client_frame(out, Opcode::text, "Hello", 0x37FA213D);
    CHECK(out == std::string("\x81\x85\x37\xFA\x21\x3D\x7F\x9F\x4D\x51\x58", 11));  // RFC 6455, section 5.7
}

TEST_CASE("the length of a client's frame takes as many bytes as it needs") {
    std::string out;
    append_client_frame(out, Opcode::text, std::string(300, 'a'), 0);
    CHECK(out.substr(0, 4) == std::string("\x81\xFE\x01\x2C", 4));
    CHECK(out.size() == 4 + 4 + 300);
    out.clear();
    append_client_frame(out, Opcode::text, std::string(70'000, 'a'), 0);
    CHECK(out.substr(0, 10) == std::string("\x81\xFF\x00\x00\x00\x00\x00\x01\x11\x70", 10));
}

TEST_CASE("an upgrade is accepted only with the right key and subprotocol") {
    const std::string accepted =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
        "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: stimchat.v1";
    CHECK(accepts_upgrade(accepted));
    CHECK_FALSE(accepts_upgrade("HTTP/1.1 403 Forbidden\r\nContent-Length: 0"));
    CHECK_FALSE(accepts_upgrade(accepted.substr(0, accepted.find("\r\nSec-WebSocket-Protocol"))));
    CHECK_FALSE(
        accepts_upgrade("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: wrong\r\n"
                        "Sec-WebSocket-Protocol: stimchat.v1"));
}

}  // namespace stimchat::load
