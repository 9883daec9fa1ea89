#include "server/tests/engine/stage.hpp"

using namespace stimchat;
using namespace stimchat::engine;
using namespace stimchat::engine::test;
using namespace stimchat::protocol;

TEST_CASE("a connection without a HELLO in time is closed") {
    Stage stage;
    const ConnectionId a = stage.open();
    stage.pass(stimchat::limits::hello_timeout - milliseconds(1));
    CHECK_FALSE(stage.closed_with(a));
    stage.pass(milliseconds(1) + TimerWheel::tick);
    CHECK(stage.closed_with(a) == CloseCode::hello_timeout);
}

TEST_CASE("a HELLO in time ends the wait for it") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    stage.pass(stimchat::limits::hello_timeout * 2);
    CHECK_FALSE(stage.closed_with(a));
}

TEST_CASE("beyond the number of connections newcomers are sent away until one closes") {
    EngineConfig config;
    config.connections_max = 2;
    Stage stage(config);
    const ConnectionId a = stage.open();
    stage.open();
    const ConnectionId third = stage.open();
    CHECK(stage.closed_with(third) == CloseCode::try_again_later);
    CHECK(stage.nothing_for(third));
    stage.drop(a);
    CHECK_FALSE(stage.closed_with(stage.open()));
}

TEST_CASE("a silent connection is pinged once, and closed if it stays silent") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.pass(stimchat::limits::heartbeat_interval + TimerWheel::tick);
    CHECK(stage.pings_of(chat.a) == 1);
    CHECK(stage.pings_of(chat.b) == 1);
    stage.handle(Heard{chat.b});
    stage.pass(stimchat::limits::heartbeat_timeout - stimchat::limits::heartbeat_interval);
    CHECK(stage.pings_of(chat.a) == 1);
    CHECK(stage.closed_with(chat.a) == CloseCode::heartbeat_timeout);
    CHECK_FALSE(stage.closed_with(chat.b));
    CHECK(stage.take<PresenceChanged>(chat.b).presence == Presence::away);
    stage.handle(Heard{chat.b});
    stage.pass(stimchat::limits::resume_window);
    CHECK(stage.take<ConversationEnded>(chat.b).reason == ConversationEnd::partner_left);
}

TEST_CASE("a connection that is heard of is never pinged, whether by frames or by pongs") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    const ConnectionId b = stage.greeted(2);
    for (int i = 0; i < 20; ++i) {
        stage.pass(stimchat::limits::heartbeat_interval - seconds(1));
        stage.send(a, Ping{});
        stage.handle(Heard{b});
    }
    CHECK(stage.pings_of(a) == 0);
    CHECK(stage.pings_of(b) == 0);
}

TEST_CASE("a connection that answers its pings stays for good") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    for (std::size_t n = 1; n <= 20; ++n) {
        while (stage.pings_of(a) < n)
            stage.pass(seconds(1));
        stage.handle(Heard{a});
    }
    CHECK_FALSE(stage.closed_with(a));
}

TEST_CASE("an unreadable frame is a sign of life too") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    stage.pass(stimchat::limits::heartbeat_interval + seconds(1));
    stage.send_frame(a, "{}");
    stage.pass(stimchat::limits::heartbeat_interval - seconds(2));
    CHECK_FALSE(stage.closed_with(a));
}

TEST_CASE("a connection id that is used again starts from nothing") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    stage.send_frame(a, "nonsense");
    stage.drop(a);
    stage.reopen(a);
    stage.send(a, Ping{});
    CHECK(stage.take<Nack>(a).code == NackCode::hello_required);
    stage.pass(stimchat::limits::hello_timeout + TimerWheel::tick);
    CHECK(stage.closed_with(a) == CloseCode::hello_timeout);
}
