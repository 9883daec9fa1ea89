#include "tools/load/proxy/proxy.hpp"

#include "tools/load/measure/clock.hpp"
#include "tools/load/proxy/control_desk.hpp"
#include "tools/load/sockets/tcp.hpp"

#include <functional>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>
#include <sys/epoll.h>

namespace stimchat::load {

namespace {

constexpr int turns_max = 2000;

/// One end of a connection that keeps what comes.
struct Peer final : SocketStream::Owner {
    explicit Peer(Reactor& reactor) : stream(reactor, *this) {}
    void on_connected() override {}
    std::size_t on_bytes(std::string_view bytes) override {
        heard += bytes;
        return bytes.size();
    }
    void on_disconnected() override { is_gone = true; }
    void say(std::string_view text) {
        stream.output() += text;
        stream.flush();
    }

    SocketStream stream;
    std::string heard;
    bool is_gone = false;
};

/// A client and a server with the proxy between them, on real sockets.
struct Bench {
    Bench() { connect(); }

    void connect() {
        client.stream.connect({.port = proxy.port()}, source_address(0));
        run_until([this] { return static_cast<bool>(accepted = accept_from(listener)) || client.is_gone; });
        if (accepted) server.stream.adopt(std::move(accepted));
    }
    void turn() {
        reactor.run_once(1);
        proxy.on_time();
    }
    /// Bounded in turns, not in time: a slow machine makes the turns slow as well.
    bool run_until(const std::function<bool()>& reached) {
        for (int i = 0; i < turns_max; ++i) {
            if (reached()) return true;
            turn();
        }
        return false;
    }
    void run_turns(int count) {
        for (int i = 0; i < count; ++i)
            turn();
    }
    void exchange() {
        client.say("ping");
        server.say("pong");
        REQUIRE(run_until([this] { return server.heard == "ping" && client.heard == "pong"; }));
    }

    Reactor reactor;
    Descriptor listener = listen_on(0);
    Descriptor accepted;
    Proxy proxy{reactor, {.port = port_of(listener)}, 0};
    Peer client{reactor};
    Peer server{reactor};
};

}  // namespace

TEST_CASE("the proxy carries bytes both ways, and the end as well") {
    Bench bench;
    bench.exchange();
    bench.client.stream.close();
    CHECK(bench.run_until([&] { return bench.server.is_gone && bench.proxy.open() == 0; }));
}

TEST_CASE("the proxy carries more than it holds") {
    Bench bench;
    const std::string much(1'000'000, 'x');
    bench.client.say(much);
    CHECK(bench.run_until([&] { return bench.server.heard.size() == much.size(); }));
    const bool is_unchanged = bench.server.heard == much;
    CHECK(is_unchanged);
}

TEST_CASE("a reset or a close reaches both ends") {
    for (const FaultKind kind : {FaultKind::reset, FaultKind::close}) {
        Bench bench;
        bench.exchange();
        CHECK(bench.proxy.apply_to_all({kind}) == 1);
        CHECK(bench.run_until([&] { return bench.client.is_gone && bench.server.is_gone; }));
        CHECK(bench.run_until([&] { return bench.proxy.open() == 0; }));
    }
}

TEST_CASE("who is lost knows it, and the other end does not") {
    Bench bench;
    bench.exchange();
    bench.proxy.apply_to_all({FaultKind::lose_client});
    CHECK(bench.run_until([&] { return bench.client.is_gone; }));
    bench.server.say("still here");
    bench.run_turns(20);
    CHECK_FALSE(bench.server.is_gone);
    bench.proxy.heal();
    CHECK(bench.run_until([&] { return bench.server.is_gone; }));
}

TEST_CASE("a half-open connection swallows what is sent, and stays open") {
    Bench bench;
    bench.exchange();
    bench.proxy.apply_to_all({FaultKind::swallow});
    bench.client.say(std::string(1'000'000, 'x'));
    bench.server.say("more");
    bench.run_turns(50);
    CHECK_FALSE(bench.client.is_gone);
    CHECK_FALSE(bench.server.is_gone);
    CHECK(bench.server.heard == "ping");
    CHECK(bench.client.heard == "pong");
    bench.client.stream.close();
    bench.run_turns(20);
    CHECK_FALSE(bench.server.is_gone);
}

TEST_CASE("a connection is cut at the byte that was named") {
    Bench bench;
    bench.proxy.apply_to_newest({FaultKind::cut_from_client, 3});
    bench.client.say("ping");
    CHECK(bench.run_until([&] { return bench.client.is_gone && bench.server.is_gone; }));
    CHECK(std::string("pin").starts_with(bench.server.heard));
}

TEST_CASE("a cut that was announced hits the next connection") {
    Bench bench;
    bench.exchange();
    CHECK(bench.proxy.apply_to_all({FaultKind::next_cut_from_client, 0}) == 0);
    CHECK_FALSE(bench.client.is_gone);
    bench.client.stream.close();
    bench.connect();
    CHECK(bench.run_until([&] { return bench.client.is_gone; }));
}

TEST_CASE("connections are refused for a while, and no longer after healing") {
    Bench bench;
    bench.proxy.apply_to_all({FaultKind::refuse, 3'600'000});
    bench.client.stream.close();
    bench.connect();
    CHECK(bench.client.is_gone);
    bench.proxy.heal();
    bench.client.is_gone = false;
    bench.server.stream.close();
    bench.connect();
    CHECK_FALSE(bench.client.is_gone);
    bench.exchange();
}

TEST_CASE("what is stalled or delayed comes later") {
    Bench bench;
    bench.exchange();
    const std::int64_t start_ns = steady_ns();
    bench.proxy.apply_to_all({FaultKind::stall, 30});
    bench.client.say("!");
    REQUIRE(bench.run_until([&] { return bench.server.heard == "ping!"; }));
    CHECK(steady_ns() - start_ns >= 30'000'000);
    const std::int64_t delayed_ns = steady_ns();
    bench.proxy.set_shape({.delay_ns = 20'000'000});
    bench.client.say("?");
    REQUIRE(bench.run_until([&] { return bench.server.heard == "ping!?"; }));
    CHECK(steady_ns() - delayed_ns >= 20'000'000);
}

TEST_CASE("a client of a server that is not there is reset") {
    Reactor reactor;
    Descriptor listener = listen_on(0);
    Proxy proxy(reactor, {.port = port_of(listener)}, 0);
    listener.reset();
    Peer client(reactor);
    client.stream.connect({.port = proxy.port()}, source_address(0));
    for (int i = 0; i < turns_max && !client.is_gone; ++i) {
        reactor.run_once(1);
        proxy.on_time();
    }
    CHECK(client.is_gone);
}

TEST_CASE("only loopback addresses are targets") {
    Reactor reactor;
    CHECK_THROWS_AS(Proxy(reactor, {.address = 0x0A000001, .port = 80}, 0), std::invalid_argument);
}

TEST_CASE("commands are carried out and answered") {
    Bench bench;
    bench.exchange();
    CHECK(carry_out(bench.proxy, "status") == "ok 1 1");
    CHECK(carry_out(bench.proxy, "delay 5") == "ok 1");
    CHECK(bench.proxy.shape().delay_ns == 5'000'000);
    CHECK(carry_out(bench.proxy, "bandwidth 50000") == "ok 1");
    CHECK(bench.proxy.shape().bytes_per_s == 50'000);
    CHECK(carry_out(bench.proxy, "heal") == "ok 1");
    CHECK(bench.proxy.shape().bytes_per_s == 0);
    CHECK(carry_out(bench.proxy, "stall 1 newest") == "ok 1");
    CHECK(carry_out(bench.proxy, "reset") == "ok 1");
    CHECK(carry_out(bench.proxy, "reset").substr(0, 3) == "ok ");
    CHECK(carry_out(bench.proxy, "burn").substr(0, 6) == "error ");
}

TEST_CASE("the control port reads lines and answers with lines") {
    Bench bench;
    ControlDesk desk(bench.reactor, bench.proxy, 0);
    Peer caller(bench.reactor);
    caller.stream.connect({.port = desk.port()}, source_address(0));
    caller.say("status\nsta");
    REQUIRE(bench.run_until([&] { return caller.heard == "ok 1 1\n"; }));
    caller.say("tus\nnonsense\n");
    REQUIRE(bench.run_until([&] { return caller.heard.ends_with("error no such command\n"); }));
    CHECK(caller.heard == "ok 1 1\nok 1 1\nerror no such command\n");
}

}  // namespace stimchat::load
