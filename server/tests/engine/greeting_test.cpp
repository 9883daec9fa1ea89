#include "server/tests/engine/stage.hpp"

using namespace stimchat;
using namespace stimchat::engine;
using namespace stimchat::engine::test;
using namespace stimchat::protocol;

namespace {

Hello hello_with(std::string_view token, bool take_over = false) {
    return Hello{protocol_version, token, "test/1", take_over};
}

/// The HELLO is refused with this NACK and the connection closed with this code.
void check_refused(Stage& stage, ConnectionId connection, const Hello& hello, NackCode code, CloseCode close) {
    const MessageId id = stage.send(connection, hello);
    const auto nack = stage.take<Nack>(connection);
    CHECK(nack.message_id == id);
    CHECK(nack.code == code);
    CHECK(stage.nothing_for(connection));
    CHECK(stage.closed_with(connection) == close);
}

}  // namespace

TEST_CASE("HELLO is answered by an ACK, then by WELCOME with what the client has to know") {
    EngineConfig config;
    config.search_timeout = seconds(7);
    config.report_window = minutes(3);
    Stage stage(config);
    const ConnectionId a = stage.open();
    const MessageId id = stage.send(a, hello_with("p1"));
    CHECK(stage.take<Ack>(a).message_id == id);
    const auto welcome = stage.take<Welcome>(a);
    CHECK(welcome.version == protocol_version);
    CHECK(welcome.heartbeat_interval == config.heartbeat_interval);
    CHECK(welcome.search_timeout == seconds(7));
    CHECK(welcome.report_window == minutes(3));
    CHECK_FALSE(welcome.session == SessionId{});
    CHECK(welcome.recovered);
    CHECK(welcome.standing == Standing::idle);
    CHECK(welcome.sessions_max == 1);
    CHECK(welcome.resume_window == config.resume_window);
    CHECK(stage.nothing_for(a));
}

TEST_CASE("a second HELLO on a connection is refused, and the session goes on") {
    Stage stage;
    const ConnectionId a = stage.open();
    stage.send(a, message(900), hello_with("p1"));
    stage.take<Ack>(a);
    stage.take<Welcome>(a);
    for (const std::uint64_t id : {900, 901}) {
        stage.send(a, message(id), hello_with("p1"));
        CHECK(stage.take<Nack>(a).code == NackCode::already_greeted);
    }
    CHECK_FALSE(stage.closed_with(a));
    stage.search(a);
}

TEST_CASE("a HELLO of another version, with a forged token or with an expired one closes the connection") {
    Stage stage;
    Hello other_version = hello_with("p1");
    other_version.version = protocol_version + 1;
    check_refused(stage, stage.open(), other_version, NackCode::version_unsupported, CloseCode::version_unsupported);
    check_refused(stage, stage.open(), hello_with("forged"), NackCode::token_invalid, CloseCode::token_refused);
    check_refused(stage, stage.open(), hello_with("expired"), NackCode::token_expired, CloseCode::token_refused);
    CHECK(stage.engine().counts().sessions == 0);
}

TEST_CASE("a second connection of a participant is refused, and the first is not disturbed") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    check_refused(stage, stage.open(), hello_with("p1"), NackCode::already_connected, CloseCode::already_connected);
    stage.say(chat.a, chat.b, chat.conversation, "still here");
}

TEST_CASE("take-over closes the other connection, and the chat goes on here") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.say(chat.b, chat.a, chat.conversation, "before");
    const SessionId session = stage.session_on(chat.a);
    const auto here = stage.back(1, {}, {}, true);
    CHECK(stage.closed_with(chat.a) == CloseCode::taken_over);
    CHECK(stage.nothing_for(chat.a));
    CHECK(here.welcome.session == session);
    CHECK(here.welcome.standing == Standing::chatting);
    CHECK(stage.nothing_for(chat.b));

    const auto match = stage.take<NewMatch>(here.connection);
    CHECK(match.conversation == chat.conversation);
    CHECK(match.you == chat.alias_of_a);
    CHECK(stage.take<TextReceived>(here.connection).text == "before");
    CHECK(stage.take<PresenceChanged>(here.connection).presence == Presence::here);
    CHECK(stage.nothing_for(here.connection));
    stage.say(here.connection, chat.b, chat.conversation, "after");

    stage.drop(chat.a);
    CHECK_FALSE(stage.closed_with(here.connection));
    CHECK(stage.engine().counts().sessions == 2);
}

TEST_CASE("take-over of a search leaves the queue") {
    Stage stage;
    const ConnectionId there = stage.greeted(1);
    stage.search(there);
    const auto here = stage.back(1, {}, {}, true);
    CHECK(here.welcome.standing == Standing::idle);
    CHECK(stage.engine().counts().searching == 0);
    stage.search(here.connection);
}

TEST_CASE("take-over without another session is an ordinary HELLO") {
    Stage stage;
    const ConnectionId a = stage.open();
    stage.send(a, hello_with("p1", true));
    stage.take<Ack>(a);
    stage.take<Welcome>(a);
}

TEST_CASE("a participant that has finished may come again at once") {
    Stage stage;
    stage.finish(stage.greeted(1));
    stage.greeted(1);
}

TEST_CASE("commands before the HELLO are refused, and the connection closed after too many") {
    Stage stage;
    const ConnectionId a = stage.open();
    for (std::uint32_t n = 1; n <= stimchat::limits::unreadable_frames_max; ++n) {
        CHECK_FALSE(stage.closed_with(a));
        stage.send(a, Find{terms_version});
        CHECK(stage.take<Nack>(a).code == NackCode::hello_required);
    }
    CHECK(stage.closed_with(a) == CloseCode::unreadable_frames);
}

TEST_CASE("HELLO after an early command still works") {
    Stage stage;
    const ConnectionId a = stage.open();
    stage.send(a, Ping{});
    CHECK(stage.take<Nack>(a).code == NackCode::hello_required);
    stage.send(a, hello_with("p1"));
    stage.take<Ack>(a);
}

TEST_CASE("an unreadable frame with a message id gets a NACK, one without gets an ERROR; too many close") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    stage.send_frame(a, "{nonsense");
    CHECK(stage.take<Error>(a).code == NackCode::not_json);
    stage.send_frame(a, R"({"type":"SING","message_id":"00000000-0000-4000-8000-00000000000a","data":{}})");
    const auto nack = stage.take<Nack>(a);
    CHECK(nack.code == NackCode::unknown_type);
    CHECK(nack.field == "type");
    CHECK(nack.message_id == *parse_id<MessageId>("00000000-0000-4000-8000-00000000000a"));

    for (std::uint32_t n = 3; n <= stimchat::limits::unreadable_frames_max; ++n) {
        CHECK_FALSE(stage.closed_with(a));
        stage.send_frame(a, "[]");
        stage.take<Error>(a);
    }
    CHECK(stage.closed_with(a) == CloseCode::unreadable_frames);
    CHECK(stage.engine().counts().sessions == 0);
}

TEST_CASE("an unacceptable text is refused, may come again, and does not count as unreadable") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    for (std::uint32_t n = 0; n < 2 * stimchat::limits::unreadable_frames_max; ++n) {
        stage.send(chat.a, SendText{chat.conversation, "   "});
        const auto nack = stage.take<Nack>(chat.a);
        CHECK(nack.code == NackCode::text_empty);
        CHECK(nack.field == "data.text");
    }
    CHECK_FALSE(stage.closed_with(chat.a));
    stage.say(chat.a, chat.b, chat.conversation, "better");
}

TEST_CASE("a session that is refused again and again without one accepted command is closed") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const auto refuse = [&](std::uint32_t times) {
        for (std::uint32_t n = 0; n < times; ++n) {
            CHECK_FALSE(stage.closed_with(chat.a));
            stage.send(chat.a, SendText{chat.conversation, "   "});
            CHECK(stage.take<Nack>(chat.a).code == NackCode::text_empty);
        }
    };
    refuse(stimchat::limits::refusals_in_a_row_max - 1);
    stage.send(chat.a, Ping{});
    stage.take<Ack>(chat.a);
    refuse(stimchat::limits::refusals_in_a_row_max);
    CHECK(stage.closed_with(chat.a) == CloseCode::policy_violation);
    CHECK(stage.take<ConversationEnded>(chat.b).reason == ConversationEnd::partner_left);
}

// Found by an attack: one accepted command, sent again after every refusal, kept a flood of refusals going.
TEST_CASE("a resend of an accepted command does not make up for refusals") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.send(chat.a, message(900), SendText{chat.conversation, "good"});
    stage.take<Ack>(chat.a);
    for (std::uint32_t n = 1; n <= stimchat::limits::refusals_in_a_row_max; ++n) {
        REQUIRE_FALSE(stage.closed_with(chat.a));
        if (n % 50 == 0) {
            stage.send(chat.a, message(900), SendText{chat.conversation, "good"});
            stage.take<Ack>(chat.a);
        }
        stage.send(chat.a, SendText{chat.conversation, "   "});
        stage.take<Nack>(chat.a);
    }
    CHECK(stage.closed_with(chat.a) == CloseCode::policy_violation);
}

TEST_CASE("resends are bounded: beyond the bound the connection is closed, and the chat ends") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.send(chat.a, message(900), SendText{chat.conversation, "again"});
    stage.take<Ack>(chat.a);
    for (std::uint32_t n = 0; n < stimchat::limits::repeat_burst; ++n) {
        stage.send(chat.a, message(900), SendText{chat.conversation, "again"});
        CHECK(stage.take<Ack>(chat.a).position == StreamPosition{1, 2});
    }
    CHECK_FALSE(stage.closed_with(chat.a));
    stage.send(chat.a, message(900), SendText{chat.conversation, "again"});
    CHECK(stage.nothing_for(chat.a));
    CHECK(stage.closed_with(chat.a) == CloseCode::policy_violation);
    CHECK(stage.take<TextReceived>(chat.b).text == "again");
    CHECK(stage.take<ConversationEnded>(chat.b).reason == ConversationEnd::partner_left);
}

TEST_CASE("the bound on resends is the participant's, so a new connection does not lift it") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const SessionId session = stage.session_on(chat.a);
    stage.send(chat.a, message(900), SendText{chat.conversation, "again"});
    ConnectionId last = chat.a;
    for (std::uint32_t n = 0; n < stimchat::limits::repeat_burst; ++n) {
        if (n % 20 == 0) {
            stage.drop(last);
            last = stage.back(1, session).connection;
        }
        stage.send(last, message(900), SendText{chat.conversation, "again"});
    }
    CHECK_FALSE(stage.closed_with(last));
    stage.send(last, message(900), SendText{chat.conversation, "again"});
    CHECK(stage.closed_with(last) == CloseCode::policy_violation);
}

TEST_CASE("after a connection was told to close, what still comes from it is ignored") {
    Stage stage;
    const ConnectionId a = stage.open();
    stage.send(a, hello_with("forged"));
    stage.take<Nack>(a);
    REQUIRE(stage.closed_with(a));
    stage.send(a, hello_with("p1"));
    stage.send_frame(a, "nonsense");
    stage.handle(Heard{a});
    CHECK(stage.nothing_for(a));
    stage.drop(a);
    CHECK(stage.engine().counts().connections == 0);
}
