#include "server/tests/net/net_bench.hpp"
#include "server/tests/net/socket_client.hpp"
#include "shared/protocol/limits.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::test;
using protocol::CloseCode;

namespace {

constexpr std::chrono::milliseconds short_time{150};

NetBenchSettings impatient() {
    NetBenchSettings settings;
    settings.sockets.sweep_interval = std::chrono::milliseconds(20);
    settings.sockets.message_timeout = short_time;
    settings.sockets.write_stall_timeout = short_time;
    settings.sockets.close_timeout = short_time;
    return settings;
}

}  // namespace

TEST_CASE("what breaks the rules is closed with the code of the table") {
    struct Offence {
        std::string bytes;
        std::uint16_t code;
    };
    const std::string too_long(limits::frame_bytes_max + 1, 'x');
    const Offence offences[] = {
        {client_frame_header(Opcode::text, 1 << 20), 1009},
        {client_frame(Opcode::text, too_long), 1009},
        {client_frame(Opcode::text, too_long.substr(0, 20'000), false) +
             client_frame(Opcode::continuation, too_long.substr(0, 20'000)),
         1009},
        {client_frame_header(Opcode::text, 1ULL << 62), 1009},
        {client_frame(Opcode::binary, "bytes"), 1003},
        {client_frame(Opcode::binary, "a", false), 1003},
        {client_frame(Opcode::text, "\xC3\x28"), 1007},
        {client_frame(Opcode::text, "\xED\xA0\x80"), 1007},
        {client_frame(Opcode::text, "\xF0\x9F", false) + client_frame(Opcode::continuation, "x"), 1007},
        {client_frame(Opcode::continuation, "x"), 1002},
        {client_frame(Opcode::text, "x", false) + client_frame(Opcode::text, "y"), 1002},
        {client_frame(Opcode::ping, std::string(126, 'x')), 1002},
        {client_frame(Opcode::ping, "x", false), 1002},
        {client_frame(static_cast<Opcode>(3), "x"), 1002},
        {std::string("\x81\x01x", 3), 1002},         // not masked
        {std::string("\xC1\x80\0\0\0\0", 6), 1002},  // a reserved bit
        {client_frame(Opcode::close, "x"), 1002},
    };
    NetBench bench(impatient());
    for (const Offence& offence : offences) {
        SocketClient client(bench.port());
        client.raw().send(offence.bytes);
        CHECK(client.read_close() == offence.code);
        client.send_close(offence.code);
        CHECK(client.raw().sees_end());
    }
    CHECK(bench.wait_for_no_connections());
    CHECK(bench.events().count("frame") == 0);
    CHECK(bench.events().count("closed") == std::size(offences));
}

TEST_CASE("noise in place of frames ends the connection, and the server goes on") {
    NetBench bench(impatient());
    std::uint32_t state = 12345;
    for (int round = 0; round < 50; ++round) {
        SocketClient client(bench.port());
        std::string noise;
        for (int i = 0; i < 4000; ++i)
            noise.push_back(static_cast<char>((state = state * 1664525 + 1013904223) >> 24));
        client.raw().send(noise);
    }
    CHECK(bench.wait_for_no_connections());
    SocketClient client(bench.port());
}

TEST_CASE("a client that answers no close frame is cut off") {
    NetBench bench(impatient());
    SocketClient client(bench.port());
    bench.on_reactor([&] { bench.connections().close(ConnectionId{0}, CloseCode::banned); });
    CHECK(client.read_close() == 4001);
    CHECK(bench.wait_for_no_connections());
    CHECK(bench.events().count("closed") == 1);
}

TEST_CASE("a client that goes on sending after it broke the rules is cut off") {
    NetBench bench(impatient());
    SocketClient client(bench.port());
    client.raw().send(client_frame_header(Opcode::text, 1 << 20));
    while (client.raw().send(std::string(64 * 1024, 'x'))) {
    }
    CHECK(bench.wait_for_no_connections());
}

TEST_CASE("a message that never gets complete is closed: begun and left, dripped, or of endless fragments") {
    NetBench bench(impatient());
    SocketClient left(bench.port());
    left.send(Opcode::text, "begun", false);
    CHECK(left.read_close() == 1008);

    SocketClient dripped(bench.port());
    dripped.raw().send(client_frame_header(Opcode::text, 20'000) + "a");
    CHECK(dripped.read_close() == 1008);

    SocketClient fragmented(bench.port());
    fragmented.send(Opcode::text, "x", false);
    for (int i = 0; i < 1000 && fragmented.send(Opcode::continuation, "x", false); ++i) {
    }
    CHECK(fragmented.read_close() == 1008);
    CHECK(bench.wait_for_no_connections());
    CHECK(bench.events().count("frame") == 0);
}

TEST_CASE("floods of empty fragments and of pings are closed") {
    NetBench bench(impatient());
    std::string empty_fragments = client_frame(Opcode::text, "", false);
    for (int i = 0; i < 20'000; ++i)
        empty_fragments += client_frame(Opcode::continuation, "", false);
    SocketClient fragments(bench.port());
    fragments.raw().send(empty_fragments);
    CHECK(fragments.read_close() == 1008);

    std::string ping_flood;
    for (int i = 0; i < 1000; ++i)
        ping_flood += client_frame(Opcode::ping, "");
    SocketClient pings(bench.port());
    pings.raw().send(ping_flood);
    CHECK(pings.read_close() == 1008);
    CHECK(bench.wait_for_no_connections());
}
