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

TEST_CASE("what was missed comes in order, with the time at which it was said") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.say(chat.a, chat.b, chat.conversation, "seen before");
    stage.drop(chat.a);
    stage.take<PresenceChanged>(chat.b);
    const Instant said = stage.now();
    for (const char* text : {"one", "two", "three"}) {
        stage.send(chat.b, SendText{chat.conversation, text});
        stage.take<Ack>(chat.b);
    }
    stage.pass(seconds(10));
    const auto back = stage.back(1, stage.session_on(chat.a), at(chat.conversation, 2));
    CHECK(back.welcome.recovered);
    std::uint64_t offset = 3;
    for (const char* text : {"one", "two", "three"}) {
        const auto message = stage.poll(back.connection);
        REQUIRE(message);
        CHECK(message->timestamp == said);
        const auto& received = std::get<TextReceived>(message->body);
        CHECK(received.text == text);
        CHECK(received.position == StreamPosition{1, offset++});
        CHECK(received.sender == chat.alias_of_b);
    }
    check_states_only(stage, back.connection, Presence::here);
}

TEST_CASE("one's own texts come back too, under their message ids, which proves that they were delivered") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const MessageId id = stage.send(chat.a, SendText{chat.conversation, "was it heard?"});
    stage.take<TextReceived>(chat.b);
    stage.drop(chat.a);  // with the ACK
    const auto back = stage.back(1, stage.session_on(chat.a), at(chat.conversation, 1));
    const auto own = stage.take<TextReceived>(back.connection);
    CHECK(own.message_id == id);
    CHECK(own.sender == chat.alias_of_a);
    CHECK(own.text == "was it heard?");
    CHECK(own.position == StreamPosition{1, 2});
    stage.take<PresenceChanged>(back.connection);

    stage.send(back.connection, id, SendText{chat.conversation, "was it heard?"});
    CHECK(stage.take<Ack>(back.connection).position == StreamPosition{1, 2});
    stage.take<PresenceChanged>(chat.b);  // away
    stage.take<PresenceChanged>(chat.b);  // here
    CHECK(stage.nothing_for(chat.b));
}

TEST_CASE("a session that did not even learn of its match is told when it is back") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.say(chat.b, chat.a, chat.conversation, "hello?");
    stage.drop(chat.a);
    const auto back = stage.back(1, stage.session_on(chat.a));
    CHECK(back.welcome.recovered);
    CHECK(back.welcome.standing == Standing::chatting);
    const auto match = stage.take<NewMatch>(back.connection);
    CHECK(match.conversation == chat.conversation);
    CHECK(match.position == StreamPosition{1, 1});
    CHECK(match.you == chat.alias_of_a);
    CHECK(match.partner == chat.alias_of_b);
    CHECK(stage.take<TextReceived>(back.connection).text == "hello?");
    check_states_only(stage, back.connection, Presence::here);
}

TEST_CASE("an old chat is finished before a new one is told of") {
    Stage stage;
    const auto old_chat = stage.chat(1, 2);
    const SessionId session = stage.session_on(old_chat.a);
    stage.say(old_chat.b, old_chat.a, old_chat.conversation, "bye");
    stage.send(old_chat.b, Leave{old_chat.conversation});
    stage.take<Ack>(old_chat.b);
    stage.take<ConversationEnded>(old_chat.a);
    const ConnectionId c = stage.greeted(3);
    const auto chat = stage.meet(old_chat.a, c);
    stage.drop(chat.a);
    const auto back = stage.back(1, session, at(old_chat.conversation, 1));
    CHECK(back.welcome.recovered);
    CHECK(stage.take<TextReceived>(back.connection).conversation == old_chat.conversation);
    const auto ended = stage.take<ConversationEnded>(back.connection);
    CHECK(ended.conversation == old_chat.conversation);
    CHECK(ended.position == StreamPosition{1, 3});
    CHECK(stage.take<NewMatch>(back.connection).conversation == chat.conversation);
    check_states_only(stage, back.connection, Presence::here);
}

TEST_CASE("a position that cannot be: not recovered, and the stream starts again from where it can be had") {
    for (const KnownPosition& known : {at({1, 1}, 1), at({1, 1}, 99), at({1, 1}, 1, 7), at({1, 1}, 0)}) {
        Stage stage;
        const auto chat = stage.chat(1, 2);
        stage.say(chat.b, chat.a, chat.conversation, "hello");
        stage.drop(chat.a);
        const bool plausible = known == at({1, 1}, 1);
        const KnownPosition named{plausible ? ConversationId{9, 9} : chat.conversation, known.position};
        const auto back = stage.back(1, stage.session_on(chat.a), named);
        CHECK_FALSE(back.welcome.recovered);
        CHECK(back.welcome.standing == Standing::chatting);
        CHECK(stage.take<NewMatch>(back.connection).position == StreamPosition{1, 1});
        CHECK(stage.take<TextReceived>(back.connection).text == "hello");
        check_states_only(stage, back.connection, Presence::here);
    }
}

TEST_CASE("of a conversation of other people nothing is told") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.say(chat.a, chat.b, chat.conversation, "between us");
    check_gone(stage, stage.back(3, std::nullopt, at(chat.conversation, 1)));
    stage.finish(chat.a);
    check_gone(stage, stage.back(4, std::nullopt, at(chat.conversation, 1)));
    check_gone(stage, stage.back(5, std::nullopt, at({9, 9}, 1)));
}

TEST_CASE("when the transcript has lost what was missed: not recovered, and NEW_MATCH says from where it goes on") {
    EngineConfig config;
    config.commands = {100'000, 100'000};
    Stage stage(config);
    const auto chat = stage.chat(1, 2);
    stage.drop(chat.a);
    const std::uint64_t many = stimchat::limits::transcript_messages_max + 10;
    for (std::uint64_t n = 0; n < many; ++n)
        stage.send(chat.b, SendText{chat.conversation, "x"});
    const std::uint64_t last = many + 1;
    const std::uint64_t oldest = last - stimchat::limits::transcript_messages_max;

    SUBCASE("one too old") {
        const auto back = stage.back(1, stage.session_on(chat.a), at(chat.conversation, oldest - 1));
        CHECK_FALSE(back.welcome.recovered);
        CHECK(stage.take<NewMatch>(back.connection).position == StreamPosition{1, oldest});
        for (std::uint64_t offset = oldest + 1; offset <= last; ++offset)
            CHECK(stage.take<TextReceived>(back.connection).position.offset == offset);
        check_states_only(stage, back.connection, Presence::here);
    }
    SUBCASE("just not too old") {
        const auto back = stage.back(1, stage.session_on(chat.a), at(chat.conversation, oldest));
        CHECK(back.welcome.recovered);
        CHECK(stage.take<TextReceived>(back.connection).position.offset == oldest + 1);
    }
    SUBCASE("nothing known: no loss, but a later beginning") {
        const auto back = stage.back(1, stage.session_on(chat.a));
        CHECK(back.welcome.recovered);
        CHECK(stage.take<NewMatch>(back.connection).position == StreamPosition{1, oldest});
    }
}

TEST_CASE("an expired position: what came before cannot be had, what comes after can") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const SessionId session = stage.session_on(chat.a);
    stage.drop(chat.a);
    stage.take<PresenceChanged>(chat.b);
    stage.send(chat.b, SendText{chat.conversation, "lost"});
    stage.handle(PositionExpired{session});
    stage.handle(PositionExpired{SessionId{5, 5}});
    stage.send(chat.b, SendText{chat.conversation, "kept"});
    const auto back = stage.back(1, session, at(chat.conversation, 1));
    CHECK_FALSE(back.welcome.recovered);
    CHECK(stage.take<NewMatch>(back.connection).position == StreamPosition{1, 2});
    CHECK(stage.take<TextReceived>(back.connection).text == "kept");
    check_states_only(stage, back.connection, Presence::here);

    // Once: the next time it is a session as any other.
    stage.drop(back.connection);
    const auto again = stage.back(1, session, at(chat.conversation, 2));
    CHECK(again.welcome.recovered);
    CHECK(stage.take<TextReceived>(again.connection).text == "kept");
}

TEST_CASE("a chat that ended meanwhile is finished in the stream, each member with its own reason") {
    struct Row {
        const char* what;
        void (*end)(Stage&, const Stage::Chat&);
        ConversationEnd reason;
    };
    const Row rows[] = {
        {"the partner left",
         [](Stage& stage, const Stage::Chat& chat) { stage.send(chat.b, Leave{chat.conversation}); },
         ConversationEnd::partner_left},
        {"the partner reported",
         [](Stage& stage, const Stage::Chat& chat) { stage.request_report(2, chat.conversation); },
         ConversationEnd::partner_left},
        {"one reported oneself",
         [](Stage& stage, const Stage::Chat& chat) { stage.request_report(1, chat.conversation); },
         ConversationEnd::you_left},
        {"the partner was banned",
         [](Stage& stage, const Stage::Chat& chat) {
             static_cast<void>(chat);
             stage.ban(2, hours(1));
         },
         ConversationEnd::partner_left},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        Stage stage;
        const auto chat = stage.chat(1, 2);
        stage.drop(chat.a);
        stage.send(chat.b, SendText{chat.conversation, "last words"});
        row.end(stage, chat);
        const Instant ended = stage.now();
        stage.pass(seconds(5));
        const auto back = stage.back(1, stage.session_on(chat.a), at(chat.conversation, 1));
        CHECK(back.welcome.recovered);
        CHECK(back.welcome.standing == Standing::idle);
        CHECK(stage.take<TextReceived>(back.connection).text == "last words");
        const auto message = stage.poll(back.connection);
        REQUIRE(message);
        CHECK(message->timestamp == ended);
        CHECK(std::get<ConversationEnded>(message->body).position == StreamPosition{1, 3});
        CHECK(std::get<ConversationEnded>(message->body).reason == row.reason);
        CHECK(stage.nothing_for(back.connection));
    }
}

TEST_CASE("one's own LEAVE whose ACK was lost: the end comes in the stream, and the resend gets its ACK") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const MessageId id = stage.send(chat.a, Leave{chat.conversation});
    stage.drop(chat.a);
    const auto back = stage.back(1, stage.session_on(chat.a), at(chat.conversation, 1));
    CHECK(back.welcome.recovered);
    CHECK(stage.take<ConversationEnded>(back.connection).reason == ConversationEnd::you_left);
    stage.send(back.connection, id, Leave{chat.conversation});
    CHECK(stage.take<Ack>(back.connection).message_id == id);
}

TEST_CASE("an ended chat whose end is known brings nothing more") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.send(chat.b, Leave{chat.conversation});
    stage.take<ConversationEnded>(chat.a);
    stage.drop(chat.a);
    const auto back = stage.back(1, stage.session_on(chat.a), at(chat.conversation, 2));
    CHECK(back.welcome.recovered);
    CHECK(stage.nothing_for(back.connection));
}

TEST_CASE("an ended chat that is not held any more is not recovered") {
    EngineConfig config;
    config.report_window = seconds(10);
    Stage stage(config);
    const auto chat = stage.chat(1, 2);
    stage.drop(chat.a);
    stage.send(chat.b, Leave{chat.conversation});
    stage.pass(seconds(11));
    check_gone(stage, stage.back(1, stage.session_on(chat.a), at(chat.conversation, 1)));
}

// Found by the simulator: a tab that took over after the window was told that its person had left.
TEST_CASE("whoever was away for too long is not told to have left, but that the chat could not be recovered") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.drop(chat.a);
    stage.pass(stimchat::limits::resume_window + TimerWheel::tick);
    check_gone(stage, stage.back(1, std::nullopt, at(chat.conversation, 1)));
    stage.drop(chat.b);
    const auto partner = stage.back(2, stage.session_on(chat.b), at(chat.conversation, 1));
    CHECK(partner.welcome.recovered);
    CHECK(stage.take<ConversationEnded>(partner.connection).reason == ConversationEnd::partner_left);
}
