#include "server/net/websocket_upgrade.hpp"
#include "server/tests/net/net_bench.hpp"
#include "server/tests/net/socket_client.hpp"
#include "shared/protocol/limits.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::test;
using protocol::CloseCode;

namespace {

constexpr std::string_view subprotocol = "Sec-WebSocket-Protocol: stimchat.v1\r\n";

NetBenchSettings echoing() {
    NetBenchSettings settings;
    settings.when_frame = [](net::Connections& connections, ConnectionId id, std::string_view frame) {
        connections.send(id, frame);
    };
    return settings;
}

}  // namespace

TEST_CASE("a handshake is answered with the subprotocol, also after HTTP on the same connection") {
    NetBench bench;
    RawClient client(bench.port());
    CHECK(ask(client, get("/nothing"))->status == 404);
    const auto reply = ask(client, handshake("Sec-WebSocket-Protocol: other, stimchat.v1\r\n"));
    REQUIRE(reply);
    CHECK(reply->status == 101);
    CHECK(reply->header("Sec-WebSocket-Protocol") == "stimchat.v1");
    CHECK(reply->header("Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    CHECK(reply->header("Sec-WebSocket-Extensions").empty());
    CHECK(bench.events().wait_for("open 0"));
}

TEST_CASE("what is no handshake of ours is refused with a problem, and the connection ends") {
    NetBench bench;
    struct Refusal {
        std::string request;
        int status;
    };
    const std::vector<Refusal> refusals{
        {get("/ws"), 426},
        {handshake(subprotocol, "12"), 426},
        {get("/ws", "Upgrade: h2c\r\nConnection: Upgrade\r\n"), 426},
        {handshake(""), 400},
        {handshake("Sec-WebSocket-Protocol: stimchat.v2\r\n"), 400},
        {get("/ws",
             "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
             "Sec-WebSocket-Key: short\r\nSec-WebSocket-Protocol: stimchat.v1\r\n"),
         400},
        {handshake("Sec-WebSocket-Protocol: stimchat.v1\r\nOrigin: https://evil.example\r\n"), 403},
        {handshake("Sec-WebSocket-Protocol: stimchat.v1\r\nOrigin: null\r\n"), 403},
    };
    for (const Refusal& refusal : refusals) {
        const auto reply = ask(bench.port(), refusal.request);
        REQUIRE(reply);
        CHECK(reply->status == refusal.status);
        CHECK(reply->header("Content-Type") == "application/problem+json");
    }
    CHECK(bench.events().count("open") == 0);
}

TEST_CASE("a page of this server may connect, and with a list only those in it") {
    NetBench own;
    CHECK(ask(own.port(), handshake(std::string(subprotocol) + "Origin: http://localhost\r\n"))->status == 101);

    NetBenchSettings settings;
    settings.origins = {"https://chat.example.org"};
    NetBench listed(std::move(settings));
    CHECK(ask(listed.port(), handshake(std::string(subprotocol) + "Origin: https://chat.example.org\r\n"))->status ==
          101);
    CHECK(ask(listed.port(), handshake(std::string(subprotocol) + "Origin: http://localhost\r\n"))->status == 403);
}

TEST_CASE("connections beyond the bound are refused with 503 and a time to try again") {
    NetBenchSettings settings;
    settings.sockets.connections_max = 2;
    NetBench bench(std::move(settings));
    SocketClient one(bench.port());
    SocketClient two(bench.port());
    const auto refused = ask(bench.port(), handshake());
    REQUIRE(refused);
    CHECK(refused->status == 503);
    CHECK_FALSE(refused->header("Retry-After").empty());
}

TEST_CASE("texts come and go whole, of any length up to the bound, and in fragments") {
    NetBench bench(echoing());
    SocketClient client(bench.port());
    for (const std::size_t size : {0UL, 1UL, 125UL, 126UL, 511UL, 512UL, 513UL, 5000UL, limits::frame_bytes_max}) {
        const std::string text(size, 'x');
        client.send_text(text);
        const auto echoed = client.read();
        REQUIRE(echoed);
        CHECK(echoed->payload == text);
    }
    client.send(Opcode::text, "one ", false);
    client.send(Opcode::ping, "?");
    client.send(Opcode::continuation, "", false);
    client.send(Opcode::continuation, "message", true);
    CHECK(client.read()->opcode == Opcode::pong);
    CHECK(client.read()->payload == "one message");
}

TEST_CASE("frames glued together in one segment are all read, and answers are in order") {
    NetBench bench(echoing());
    SocketClient client(bench.port());
    std::string segment;
    for (int i = 0; i < 500; ++i)
        segment += client_frame(Opcode::text, "text " + std::to_string(i));
    client.raw().send(segment);
    for (int i = 0; i < 500; ++i)
        CHECK(client.read_text() == "text " + std::to_string(i));
}

TEST_CASE("a ping to the client comes back as a sign of life, and so does the client's own") {
    NetBench bench;
    SocketClient client(bench.port());
    bench.on_reactor([&] { bench.connections().ping(ConnectionId{0}); });
    CHECK(client.read()->opcode == Opcode::ping);
    client.send(Opcode::pong, "");
    CHECK(bench.events().wait_for_count("pong 0", 1));
    client.send(Opcode::ping, "hello");
    const auto pong = client.read();
    REQUIRE(pong);
    CHECK(pong->opcode == Opcode::pong);
    CHECK(pong->payload == "hello");
    CHECK(bench.events().wait_for_count("pong 0", 2));
}

TEST_CASE("a close comes after what was sent before, once, and its end is told once") {
    NetBench bench;
    SocketClient client(bench.port());
    bench.on_reactor([&] {
        bench.connections().send(ConnectionId{0}, "farewell");
        bench.connections().close(ConnectionId{0}, CloseCode::banned);
        bench.connections().close(ConnectionId{0}, CloseCode::normal);
        bench.connections().send(ConnectionId{0}, "too late");
        bench.connections().ping(ConnectionId{0});
    });
    CHECK(client.read_text() == "farewell");
    CHECK(client.read_close() == 4001);
    client.send_close(4001);
    CHECK(client.raw().sees_end());
    CHECK(bench.wait_for_no_connections());
    CHECK(bench.events().count("closed 0") == 1);
    CHECK(bench.events().wait_for("closed 0"));  // the client's answer is no code of its own
}

TEST_CASE("a connection that is cut ends without a close frame, and its end is told once") {
    NetBench bench;
    SocketClient client(bench.port());
    bench.on_reactor([&] {
        bench.connections().send(ConnectionId{0}, "never sent");
        bench.connections().cut(ConnectionId{0});
        bench.connections().cut(ConnectionId{0});
        bench.connections().cut(ConnectionId{7});
    });
    CHECK(client.raw().read_to_end().empty());
    CHECK(bench.events().wait_for("closed 0"));
    CHECK(bench.wait_for_no_connections());
    CHECK(bench.events().count("closed") == 1);
}

TEST_CASE("a client that closes is answered, and its end is told with its code") {
    for (const std::uint16_t code : {1000, 1001, 4503}) {
        NetBench bench;
        SocketClient client(bench.port());
        client.send_close(code);
        CHECK(client.read_close() == code);
        CHECK(client.raw().sees_end());
        CHECK(bench.events().wait_for("closed 0 with " + std::to_string(code)));
        CHECK(bench.wait_for_no_connections());
    }
}

TEST_CASE("a client that closes without a code is told as closed, without one") {
    NetBench bench;
    SocketClient client(bench.port());
    client.send(Opcode::close, "");
    CHECK(client.raw().sees_end());
    CHECK(bench.events().wait_for("closed 0"));
}

TEST_CASE("a client that vanishes or resets its connection is told as closed") {
    NetBench bench;
    { const SocketClient client(bench.port()); }
    CHECK(bench.events().wait_for("closed 0"));
    CHECK(bench.wait_for_no_connections());
    SocketClient second(bench.port());
    second.raw().reset();
    CHECK(bench.events().wait_for_count("closed", 2));
    CHECK(bench.wait_for_no_connections());
}

TEST_CASE("ids are dense and used again") {
    NetBench bench;
    {
        SocketClient one(bench.port());
        SocketClient two(bench.port());
    }
    CHECK(bench.wait_for_no_connections());
    SocketClient three(bench.port());
    CHECK(bench.events().wait_for_count("open", 3));
    CHECK(bench.events().count("open 2") == 0);
}

TEST_CASE("calls for connections that are not there are ignored") {
    NetBench bench;
    bench.on_reactor([&] {
        bench.connections().send(ConnectionId{7}, "x");
        bench.connections().ping(ConnectionId{7});
        bench.connections().close(ConnectionId{7}, CloseCode::normal);
    });
    CHECK(bench.events().count("") == 0);
}

TEST_CASE("a connection closed from within its own frame reads no more of them") {
    NetBenchSettings settings;
    settings.when_frame = [](net::Connections& connections, ConnectionId id, std::string_view) {
        connections.close(id, CloseCode::policy_violation);
    };
    NetBench bench(std::move(settings));
    SocketClient client(bench.port());
    client.raw().send(client_frame(Opcode::text, "one") + client_frame(Opcode::text, "two"));
    CHECK(client.read_close() == 1008);
    client.send_close(1008);
    CHECK(bench.wait_for_no_connections());
    CHECK(bench.events().count("frame") == 1);
}

TEST_CASE("the transport can end with connections open and handlers under way") {
    for (int round = 0; round < 10; ++round) {
        NetBench bench(echoing());
        SocketClient one(bench.port());
        SocketClient two(bench.port());
        one.send_text("hello");
        two.send_close(1000);
        one.send(Opcode::text, "half", false);
    }
}
