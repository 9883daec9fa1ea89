#include "server/engine/engine_bounds.hpp"
#include "server/tests/engine/stage.hpp"

#include <set>

using namespace stimchat;
using namespace stimchat::engine;
using namespace stimchat::engine::test;
using namespace stimchat::protocol;

namespace {

/// SYSTEM with this retry_after at least, then 1012.
Duration check_sent_home(Stage& stage, ConnectionId connection) {
    const auto system = stage.take<System>(connection);
    CHECK(system.notice == SystemNotice::draining);
    CHECK(stage.nothing_for(connection));
    CHECK(stage.closed_with(connection) == CloseCode::service_restart);
    REQUIRE(system.retry_after);
    return *system.retry_after;
}

/// A chat that goes on: SYSTEM without a time to stay away.
void check_warned(Stage& stage, ConnectionId connection) {
    const auto system = stage.take<System>(connection);
    CHECK(system.notice == SystemNotice::draining);
    CHECK_FALSE(system.retry_after);
}

void drain(Stage& stage, Duration chats, Duration all) {
    stage.handle(DrainRequested{stage.now() + chats, stage.now() + all});
}

void drain_at_once(Stage& stage) {
    drain(stage, {}, {});
}

}  // namespace

TEST_CASE("draining at once tells everybody in their own terms, closes them, and lets nobody in") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const ConnectionId searching = stage.greeted(3);
    stage.search(searching);
    const ConnectionId greeting = stage.open();

    drain_at_once(stage);
    for (const ConnectionId member : {chat.a, chat.b}) {
        const auto ended = stage.take<ConversationEnded>(member);
        CHECK(ended.reason == ConversationEnd::draining);
        CHECK(ended.position == StreamPosition{1, 2});
    }
    CHECK(stage.take<SearchEnded>(searching).reason == SearchEnd::draining);
    for (const ConnectionId each : {chat.a, chat.b, searching, greeting})
        check_sent_home(stage, each);
    CHECK(stage.engine().counts().sessions == 0);
    CHECK(stage.engine().counts().conversations_live == 0);
    CHECK(stage.closed_with(stage.open()) == CloseCode::service_restart);
    CHECK_FALSE(stage.engine().next_deadline() < stage.now() + seconds(1));
}

TEST_CASE("while it drains, those without a chat go in batches, and chats go on until their time") {
    EngineConfig config;
    Stage stage(config);
    const auto chat = stage.chat(1, 2);
    std::vector<ConnectionId> idle;
    for (std::uint64_t participant = 3; participant < 103; ++participant)
        idle.push_back(stage.greeted(participant));
    drain(stage, seconds(2), seconds(3));

    std::size_t gone_before = 0;
    for (int part = 0; part <= 20; ++part) {
        std::size_t gone = 0;
        for (const ConnectionId each : idle)
            gone += stage.closed_with(each) ? 1 : 0;
        CHECK(gone - gone_before <= 5);
        gone_before = gone;
        if (part == 9) CHECK(gone == 50);
        if (part < 20) CHECK_FALSE((stage.closed_with(chat.a) || stage.closed_with(chat.b)));
        stage.pass(milliseconds(100));
    }
    CHECK(gone_before == 100);
    stage.pass(seconds(1));
    for (const ConnectionId member : {chat.a, chat.b}) {
        check_warned(stage, member);
        CHECK(stage.take<ConversationEnded>(member).reason == ConversationEnd::draining);
        check_sent_home(stage, member);
    }
    CHECK(stage.engine().counts().sessions == 0);
    CHECK(stage.engine().counts().connections == 0);
}

TEST_CASE("a chat goes on during a drain; once it ends, both are sent home") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    drain(stage, seconds(10), seconds(12));
    check_warned(stage, chat.a);
    check_warned(stage, chat.b);
    stage.say(chat.a, chat.b, chat.conversation, "still here?");
    stage.pass(seconds(5));
    stage.say(chat.b, chat.a, chat.conversation, "yes");
    stage.send(chat.a, Leave{chat.conversation});
    stage.take<Ack>(chat.a);
    stage.take<ConversationEnded>(chat.b);
    stage.pass(seconds(5));
    check_sent_home(stage, chat.a);
    check_sent_home(stage, chat.b);
}

TEST_CASE("during a drain nobody is matched") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    drain(stage, seconds(10), seconds(12));
    check_warned(stage, chat.a);
    stage.send(chat.a, Leave{chat.conversation});
    stage.take<Ack>(chat.a);
    stage.send(chat.a, Find{terms_version});
    const auto nack = stage.take<Nack>(chat.a);
    CHECK(nack.code == NackCode::draining);
    CHECK(nack.retry_after >= seconds(10));
}

TEST_CASE("during a drain only a session that is known comes in") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const ConnectionId idle = stage.greeted(3);
    const SessionId session = stage.session_on(chat.a);
    const SessionId idle_session = stage.session_on(idle);
    stage.drop(chat.a);
    stage.drop(idle);
    stage.take<PresenceChanged>(chat.b);
    drain(stage, seconds(10), seconds(12));
    check_warned(stage, chat.b);

    const auto back = stage.back(1, session, KnownPosition{chat.conversation, {1, 1}});
    CHECK(back.welcome.recovered);
    CHECK(back.welcome.standing == Standing::chatting);
    stage.take<PresenceChanged>(back.connection);
    check_warned(stage, back.connection);
    stage.take<PresenceChanged>(chat.b);
    stage.say(back.connection, chat.b, chat.conversation, "back again");

    for (const std::uint64_t participant : {3, 4}) {
        const ConnectionId late = stage.open();
        CHECK_FALSE(stage.closed_with(late));
        stage.send(late, Hello{protocol_version, participant == 3 ? "p3" : "p4", "", true, idle_session, {}});
        const auto nack = stage.take<Nack>(late);
        CHECK(nack.code == NackCode::draining);
        CHECK(nack.retry_after >= seconds(10));
        CHECK(stage.closed_with(late) == CloseCode::service_restart);
    }
}

TEST_CASE("a second request to drain ends everything at once") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const auto waiting = stage.chat(3, 4);
    stage.drop(waiting.a);
    stage.take<PresenceChanged>(waiting.b);
    drain(stage, minutes(10), minutes(11));
    CHECK_FALSE(stage.closed_with(chat.a));
    drain(stage, minutes(10), minutes(11));
    for (const ConnectionId member : {chat.a, chat.b, waiting.b}) {
        check_warned(stage, member);
        CHECK(stage.take<ConversationEnded>(member).reason == ConversationEnd::draining);
        check_sent_home(stage, member);
    }
    CHECK(stage.engine().counts().sessions == 0);
}

TEST_CASE("at the end of a drain nothing is left, whoever was still on the way") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.drop(chat.a);
    stage.drop(chat.b);
    drain(stage, seconds(1), seconds(2));
    stage.pass(milliseconds(1950));
    const ConnectionId greeting = stage.open();
    stage.pass(milliseconds(100));
    check_sent_home(stage, greeting);
    CHECK(stage.engine().counts().sessions == 0);
    CHECK(stage.engine().counts().conversations_live == 0);
    CHECK(stage.closed_with(stage.open()) == CloseCode::service_restart);
}

TEST_CASE("drained clients are told to come back spread over time, and not before the server is there again") {
    EngineConfig config;
    config.connections_max = 3000;
    Stage stage(config);
    std::vector<ConnectionId> all;
    for (std::uint64_t participant = 1; participant <= 2000; ++participant)
        all.push_back(stage.greeted(participant));
    drain(stage, seconds(4), seconds(6));
    stage.pass(seconds(4));
    std::set<std::int64_t> waits;
    for (const ConnectionId each : all) {
        const Duration wait = check_sent_home(stage, each);
        CHECK(wait >= bounds::drain_restart_time);
        CHECK(wait <= seconds(4) + bounds::drain_restart_time + milliseconds(2000));
        waits.insert(wait.ms);
    }
    CHECK(waits.size() > 500);
}
