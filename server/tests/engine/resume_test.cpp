#include "server/engine/engine_bounds.hpp"
#include "server/tests/engine/stage.hpp"

using namespace stimchat;
using namespace stimchat::engine;
using namespace stimchat::engine::test;
using namespace stimchat::protocol;

namespace {

KnownPosition at(ConversationId conversation, std::uint64_t offset, std::uint32_t epoch = 1) {
    return {conversation, {epoch, offset}};
}

/// Nothing but how things are, at the end of each catch-up in a chat.
void check_states_only(Stage& stage, ConnectionId connection, Presence partner) {
    CHECK(stage.take<PresenceChanged>(connection).presence == partner);
    CHECK(stage.nothing_for(connection));
}

void check_gone(Stage& stage, const Stage::Return& back) {
    CHECK_FALSE(back.welcome.recovered);
    CHECK(back.welcome.standing == Standing::idle);
    CHECK(stage.nothing_for(back.connection));
}

}  // namespace

TEST_CASE("a lost connection leaves the session and the chat as they are; the partner sees one who is away") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.drop(chat.a);
    const auto presence = stage.take<PresenceChanged>(chat.b);
    CHECK(presence.conversation == chat.conversation);
    CHECK(presence.sender == chat.alias_of_a);
    CHECK(presence.presence == Presence::away);
    CHECK(stage.engine().counts().sessions == 2);
    CHECK(stage.engine().counts().detached == 1);
    CHECK(stage.engine().counts().conversations_live == 1);
}

TEST_CASE("a session that comes back goes on where it was, also when nothing was sent meanwhile") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const SessionId session = stage.session_on(chat.a);
    stage.drop(chat.a);
    stage.take<PresenceChanged>(chat.b);
    const auto back = stage.back(1, session, at(chat.conversation, 1));
    CHECK(back.welcome.session == session);
    CHECK(back.welcome.recovered);
    CHECK(back.welcome.standing == Standing::chatting);
    check_states_only(stage, back.connection, Presence::here);
    CHECK(stage.take<PresenceChanged>(chat.b).presence == Presence::here);
    CHECK(stage.engine().counts().detached == 0);
    stage.say(back.connection, chat.b, chat.conversation, "here again");
    stage.say(chat.b, back.connection, chat.conversation, "welcome back");
}

TEST_CASE("after the resume window the session ends, and its chat for the partner") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.drop(chat.a);
    stage.take<PresenceChanged>(chat.b);
    stage.pass(stimchat::limits::resume_window - milliseconds(1));
    CHECK(stage.nothing_for(chat.b));
    stage.pass(milliseconds(1) + TimerWheel::tick);
    CHECK(stage.take<ConversationEnded>(chat.b).reason == ConversationEnd::partner_left);
    CHECK(stage.engine().counts().sessions == 1);
    check_gone(stage, stage.back(1, stage.session_on(chat.a), at(chat.conversation, 1)));
}

TEST_CASE("for one who said that the page was in the background the window is longer") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.send(chat.a, SetPresence{Presence::away});
    stage.take<Ack>(chat.a);
    stage.take<PresenceChanged>(chat.b);
    stage.drop(chat.a);
    CHECK(stage.nothing_for(chat.b));  // away already
    for (int i = 0; i < 4; ++i) {
        stage.pass(seconds(29));
        stage.handle(Heard{chat.b});
    }
    CHECK(stage.nothing_for(chat.b));
    stage.pass(seconds(5));
    CHECK(stage.take<ConversationEnded>(chat.b).reason == ConversationEnd::partner_left);
}

TEST_CASE("a second loss during the resume loses nothing") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const SessionId session = stage.session_on(chat.a);
    stage.drop(chat.a);
    stage.send(chat.b, SendText{chat.conversation, "first"});
    stage.drop(stage.back(1, session, at(chat.conversation, 1)).connection);
    stage.send(chat.b, SendText{chat.conversation, "second"});
    stage.drop(stage.open());  // not even a HELLO
    const auto back = stage.back(1, session, at(chat.conversation, 1));
    CHECK(back.welcome.recovered);
    CHECK(stage.take<TextReceived>(back.connection).text == "first");
    CHECK(stage.take<TextReceived>(back.connection).text == "second");
    check_states_only(stage, back.connection, Presence::here);
}

TEST_CASE("the resume window begins anew with each loss") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const SessionId session = stage.session_on(chat.a);
    ConnectionId last = chat.a;
    for (int i = 0; i < 5; ++i) {
        stage.drop(last);
        stage.pass(seconds(20));
        stage.handle(Heard{chat.b});
        last = stage.back(1, session, at(chat.conversation, 1)).connection;
    }
    CHECK(stage.engine().counts().conversations_live == 1);
    CHECK(stage.engine().status_of(session)->reconnects == 5);
}

TEST_CASE("the same session on a new connection replaces its old one, if that is still there") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const auto back = stage.back(1, stage.session_on(chat.a), at(chat.conversation, 1));
    CHECK(stage.closed_with(chat.a) == CloseCode::taken_over);
    CHECK(back.welcome.recovered);
    CHECK(stage.nothing_for(chat.b));
    check_states_only(stage, back.connection, Presence::here);
    stage.drop(chat.a);
    stage.say(back.connection, chat.b, chat.conversation, "half-open no more");
}

TEST_CASE("a page that was closed and opened again goes on with the session that waits, without its name") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.drop(chat.a);
    const auto back = stage.back(1, std::nullopt);
    CHECK(back.welcome.session == stage.session_on(chat.a));
    CHECK(back.welcome.recovered);
    CHECK(stage.take<NewMatch>(back.connection).conversation == chat.conversation);
}

TEST_CASE("a session that is not known is not recovered, though the chat that waits goes on") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.say(chat.b, chat.a, chat.conversation, "hello");
    stage.drop(chat.a);
    const auto back = stage.back(1, SessionId{6, 6}, at(chat.conversation, 2));
    CHECK_FALSE(back.welcome.recovered);
    CHECK(back.welcome.standing == Standing::chatting);
    CHECK(stage.take<NewMatch>(back.connection).position == StreamPosition{1, 1});
    CHECK(stage.take<TextReceived>(back.connection).text == "hello");
}

TEST_CASE("a session of somebody else is not known, and not disturbed") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const auto thief = stage.back(3, stage.session_on(chat.a), at(chat.conversation, 1));
    check_gone(stage, thief);
    CHECK_FALSE(thief.welcome.session == stage.session_on(chat.a));
    CHECK_FALSE(stage.closed_with(chat.a));
    stage.say(chat.a, chat.b, chat.conversation, "still ours");
}

TEST_CASE("commands that were unanswered are answered as the first time, on whichever connection they come again") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.send(chat.a, message(900), SendText{chat.conversation, "first"});
    stage.drop(chat.a);
    stage.send(chat.b, SendText{chat.conversation, "between"});
    const auto back = stage.back(1, stage.session_on(chat.a), at(chat.conversation, 1));
    for (const char* text : {"first", "between"})
        CHECK(stage.take<TextReceived>(back.connection).text == text);
    stage.take<PresenceChanged>(back.connection);
    stage.send(back.connection, message(900), SendText{chat.conversation, "first"});
    stage.send(back.connection, message(901), SendText{chat.conversation, "second"});
    CHECK(stage.take<Ack>(back.connection).position->offset == 2);
    CHECK(stage.take<Ack>(back.connection).position->offset == 4);
}

TEST_CASE("a search ends with its connection, and WELCOME tells") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    stage.search(a);
    stage.drop(a);
    CHECK(stage.engine().counts().searching == 0);
    const ConnectionId b = stage.greeted(2);
    stage.search(b);
    const auto back = stage.back(1, stage.session_on(a));
    CHECK(back.welcome.standing == Standing::idle);
    CHECK(stage.nothing_for(back.connection));
    stage.search(back.connection);
    stage.take<NewMatch>(back.connection);
}

TEST_CASE("a client that has finished keeps nothing; any other end of a connection keeps the session") {
    for (const std::uint16_t code : {0, 1000, 1001, 1006, 4503}) {
        CAPTURE(code);
        Stage stage;
        const auto chat = stage.chat(1, 2);
        stage.handle(ConnectionClosed{chat.a, code});
        CHECK(stage.engine().counts().conversations_live == (code == 1000 ? 0 : 1));
        CHECK(stage.engine().counts().sessions == (code == 1000 ? 1 : 2));
    }
}

TEST_CASE("a banned participant's session ends at once, also while it waits for a connection") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.drop(chat.a);
    stage.take<PresenceChanged>(chat.b);
    stage.ban(1, hours(1));
    CHECK(stage.take<ConversationEnded>(chat.b).reason == ConversationEnd::partner_left);
    CHECK(stage.engine().counts().sessions == 1);
    CHECK(stage.engine().counts().detached == 0);
}

TEST_CASE("both may be away at the same time, and go on when they are back") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.say(chat.a, chat.b, chat.conversation, "tunnel ahead");
    stage.drop(chat.a);
    stage.drop(chat.b);
    stage.pass(seconds(20));
    const auto a = stage.back(1, stage.session_on(chat.a), at(chat.conversation, 2));
    check_states_only(stage, a.connection, Presence::away);
    const auto b = stage.back(2, stage.session_on(chat.b), at(chat.conversation, 2));
    check_states_only(stage, b.connection, Presence::here);
    CHECK(stage.take<PresenceChanged>(a.connection).presence == Presence::here);
    stage.say(a.connection, b.connection, chat.conversation, "through");
}

TEST_CASE("as many sessions may wait as there may be connections; then the one that has waited longest goes") {
    EngineConfig config;
    config.connections_max = 3;
    Stage stage(config);
    SessionId first{};
    for (std::uint64_t participant = 1; participant <= 5; ++participant) {
        const ConnectionId connection = stage.greeted(participant);
        if (participant == 1) first = stage.session_on(connection);
        stage.drop(connection);
        stage.pass(milliseconds(100));
    }
    CHECK(stage.engine().counts().detached == 3);
    CHECK_FALSE(stage.engine().status_of(first));
    CHECK_FALSE(stage.back(1, first).welcome.recovered);
}

TEST_CASE("of each session it is known when it was last heard of, and how often it has come back") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    const SessionId session = stage.session_on(a);
    stage.pass(seconds(7));
    stage.handle(Heard{a});
    const Instant heard = stage.now();
    stage.pass(seconds(3));
    CHECK(stage.engine().status_of(session)->last_heartbeat == heard);
    CHECK(stage.engine().connection_of(session) == a);
    stage.drop(a);
    CHECK(stage.engine().status_of(session)->last_heartbeat == heard);
    CHECK(stage.engine().status_of(session)->reconnects == 0);
    CHECK_FALSE(stage.engine().connection_of(session));
    const auto back = stage.back(1, session);
    CHECK(stage.engine().status_of(session)->reconnects == 1);
    CHECK(stage.engine().connection_of(session) == back.connection);
    CHECK_FALSE(stage.engine().status_of(SessionId{4, 4}));
}

TEST_CASE("whoever comes back again and again is put off for a while, and keeps the session") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const SessionId session = stage.session_on(chat.a);
    ConnectionId last = chat.a;
    for (std::uint32_t n = 0; n < bounds::return_burst; ++n) {
        stage.drop(last);
        last = stage.back(1, session, at(chat.conversation, 1)).connection;
    }
    stage.drop(last);
    const ConnectionId late = stage.open();
    stage.send(late, Hello{protocol_version, "p1", "", false, session, {}});
    const auto nack = stage.take<Nack>(late);
    CHECK(nack.code == NackCode::rate_limited);
    REQUIRE(nack.retry_after);
    CHECK(stage.closed_with(late) == CloseCode::try_again_later);
    stage.pass(*nack.retry_after);
    CHECK(stage.back(1, session, at(chat.conversation, 1)).welcome.recovered);
}
