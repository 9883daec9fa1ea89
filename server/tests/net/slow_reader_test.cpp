#include "server/tests/net/net_bench.hpp"
#include "server/tests/net/server_bench.hpp"
#include "server/tests/net/socket_client.hpp"

#include <chrono>
#include <string>
#include <thread>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::test;

namespace {

constexpr std::chrono::milliseconds short_time{150};
constexpr std::chrono::seconds never{600};
/// More than both kernels hold for a reader that takes nothing, and less than the bound of the server's own buffer.
constexpr std::size_t a_little_too_much = 400 * 1024;

NetBenchSettings settings_for(std::chrono::milliseconds write_stall_timeout, std::size_t output_bytes_max) {
    NetBenchSettings settings;
    settings.sockets.sweep_interval = std::chrono::milliseconds(20);
    settings.sockets.write_stall_timeout = write_stall_timeout;
    settings.sockets.output_bytes_max = output_bytes_max;
    settings.sockets.close_timeout = short_time;
    return settings;
}

/// What one sends, its partner gets: 0 and 1.
NetBenchSettings relaying(NetBenchSettings settings) {
    settings.when_frame = [](net::Connections& connections, ConnectionId id, std::string_view frame) {
        connections.send(ConnectionId{id.value ^ 1U}, frame);
        connections.send(id, "ack");
    };
    return settings;
}

void send_much(NetBench& bench, std::size_t bytes) {
    bench.on_reactor([&] {
        for (std::size_t sent = 0; sent < bytes; sent += 4096)
            bench.connections().send(ConnectionId{0}, std::string(4096, 'x'));
    });
}

}  // namespace

TEST_CASE("a reader that does not keep up is closed, its partner goes on, and memory stays bounded") {
    NetBench bench(relaying(settings_for(never, 64 * 1024)));
    SocketClient slow(bench.port());
    slow.raw().shrink_receive_buffer();
    SocketClient partner(bench.port());
    const std::string text(16 * 1024, 'x');
    int sent = 0;
    while (bench.events().count("closed 0") == 0 && sent < 2000) {
        REQUIRE(partner.send_text(text));
        REQUIRE(partner.read_text() == "ack");
        ++sent;
    }
    CHECK(bench.events().wait_for("closed 0"));
    REQUIRE(partner.send_text("still here?"));
    CHECK(partner.read_text() == "ack");
}

TEST_CASE("a reader that was too slow, and then reads, learns that it was") {
    auto settings = settings_for(never, 64 * 1024);
    settings.sockets.close_timeout = never;
    NetBench bench(std::move(settings));
    SocketClient slow(bench.port());
    send_much(bench, a_little_too_much);
    CHECK(slow.read_close() == 4501);
    slow.send_close(4501);
    CHECK(bench.wait_for_no_connections());
}

TEST_CASE("a reader that takes nothing is closed although the bound is not reached, and learns why if it reads on") {
    auto settings = settings_for(short_time, 64 * 1024 * 1024);
    settings.sockets.close_timeout = never;
    NetBench bench(std::move(settings));
    SocketClient stuck(bench.port());
    stuck.raw().shrink_receive_buffer();
    send_much(bench, a_little_too_much);
    std::this_thread::sleep_for(10 * short_time);
    CHECK(stuck.read_close() == 4501);
    stuck.send_close(4501);
    CHECK(bench.wait_for_no_connections());
}

TEST_CASE("a reader that takes nothing and never will is cut off") {
    NetBench bench(settings_for(short_time, 64 * 1024 * 1024));
    SocketClient stuck(bench.port());
    stuck.raw().shrink_receive_buffer();
    send_much(bench, a_little_too_much);
    CHECK(bench.events().wait_for("closed 0"));
    CHECK(bench.wait_for_no_connections());
}

TEST_CASE("a reader that takes a byte now and then is stalled, too") {
    NetBench bench(settings_for(short_time, 64 * 1024 * 1024));
    SocketClient dripping(bench.port());
    dripping.raw().shrink_receive_buffer();
    send_much(bench, 4 * 1024 * 1024);
    for (int i = 0; i < 2000 && bench.events().count("closed 0") == 0; ++i) {
        dripping.raw().read_some(4096);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    CHECK(bench.events().wait_for("closed 0"));
}

TEST_CASE("a reader that takes all, late but in time, is left alone") {
    NetBench bench(settings_for(never, 64 * 1024 * 1024));
    SocketClient late(bench.port());
    send_much(bench, 4 * 1024 * 1024);
    for (int i = 0; i < 1024; ++i)
        REQUIRE(late.read_text().size() == 4096);
    CHECK(bench.events().count("closed") == 0);
}

TEST_CASE("somebody whose partner reads nothing chats on, and is told that the partner is away") {
    ServerBench bench([](config::Config& config) {
        config.write_stall_timeout = milliseconds(300);
        config.engine.commands = {100'000, 100'000};
    });
    Person one(bench.port());
    Person stuck(bench.port());
    const std::string conversation = meet(one, stuck);
    stuck.socket().raw().shrink_receive_buffer();
    const std::string text(2000, 'x');
    boost::json::object presence;
    while (presence.empty()) {
        one.say(conversation, text);
        auto message = one.next_of({"ACK", "PRESENCE"});
        REQUIRE_FALSE(message.empty());
        if (message.at("type") == "PRESENCE") presence = std::move(message);
    }
    CHECK(presence.at("data").at("presence") == "away");
    one.say(conversation, "are you there?");
    CHECK_FALSE(one.next("ACK").empty());
}
