#include "server/tests/engine/stage.hpp"

using namespace stimchat;
using namespace stimchat::engine;
using namespace stimchat::engine::test;
using namespace stimchat::protocol;

TEST_CASE("two who search are matched: both are told at offset 1, each with its own alias first") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    const ConnectionId b = stage.greeted(2);
    stage.search(a);
    CHECK(stage.nothing_for(a));
    stage.search(b);

    const auto at_a = stage.take<NewMatch>(a);
    const auto at_b = stage.take<NewMatch>(b);
    CHECK(at_a.conversation == at_b.conversation);
    CHECK(at_a.position == StreamPosition{1, 1});
    CHECK(at_b.position == StreamPosition{1, 1});
    CHECK(at_a.you == at_b.partner);
    CHECK(at_a.partner == at_b.you);
    CHECK_FALSE(at_a.you == at_a.partner);
    CHECK(stage.engine().counts().conversations_live == 1);
    CHECK(stage.engine().counts().searching == 0);
}

TEST_CASE("a text is delivered to the partner and acknowledged with its position") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const MessageId id = stage.send(chat.a, SendText{chat.conversation, "Hello, stranger"});

    const auto received = stage.take<TextReceived>(chat.b);
    CHECK(received.message_id == id);
    CHECK(received.conversation == chat.conversation);
    CHECK(received.position == StreamPosition{1, 2});
    CHECK(received.sender == chat.alias_of_a);
    CHECK(received.text == "Hello, stranger");

    const auto ack = stage.take<Ack>(chat.a);
    CHECK(ack.message_id == id);
    CHECK(ack.conversation == chat.conversation);
    CHECK(ack.position == StreamPosition{1, 2});
    CHECK(stage.nothing_for(chat.a));
    CHECK(stage.nothing_for(chat.b));
}

TEST_CASE("the ACKs and pushes of each member form one stream without gaps") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    for (std::uint64_t offset = 2; offset < 20; ++offset) {
        const bool from_a = offset % 3 != 0;
        stage.send(from_a ? chat.a : chat.b, SendText{chat.conversation, "word"});
        CHECK(stage.take<Ack>(from_a ? chat.a : chat.b).position->offset == offset);
        CHECK(stage.take<TextReceived>(from_a ? chat.b : chat.a).position.offset == offset);
    }
    stage.send(chat.a, Leave{chat.conversation});
    CHECK(stage.take<ConversationEnded>(chat.b).position.offset == 20);
}

TEST_CASE("a duplicate send returns the first ACK and is not delivered again") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const MessageId id = stage.send(chat.a, SendText{chat.conversation, "once"});
    stage.take<TextReceived>(chat.b);
    stage.take<Ack>(chat.a);
    stage.say(chat.a, chat.b, chat.conversation, "another");

    stage.send(chat.a, id, SendText{chat.conversation, "once"});
    const auto again = stage.take<Ack>(chat.a);
    CHECK(again.message_id == id);
    CHECK(again.position == StreamPosition{1, 2});
    CHECK(stage.nothing_for(chat.b));
}

TEST_CASE("the same message id from both sides is two messages") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.send(chat.a, message(500), SendText{chat.conversation, "mine"});
    stage.send(chat.b, message(500), SendText{chat.conversation, "yours"});
    CHECK(stage.take<TextReceived>(chat.b).text == "mine");
    CHECK(stage.take<Ack>(chat.b).position->offset == 3);
    CHECK(stage.take<Ack>(chat.a).position->offset == 2);
    CHECK(stage.take<TextReceived>(chat.a).text == "yours");
}

TEST_CASE("a conversation of other people is refused as one that is not there") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const auto other = stage.chat(3, 4);
    stage.send(chat.a, SendText{other.conversation, "let me in"});
    CHECK(stage.take<Nack>(chat.a).code == NackCode::not_in_conversation);
    stage.send(chat.a, Leave{other.conversation});
    CHECK(stage.take<Nack>(chat.a).code == NackCode::not_in_conversation);
    CHECK(stage.nothing_for(other.a));
    CHECK(stage.nothing_for(other.b));
    stage.say(other.a, other.b, other.conversation, "still here");
}

TEST_CASE("whoever leaves gets an ACK, and the partner is told") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const MessageId id = stage.send(chat.a, Leave{chat.conversation});
    CHECK(stage.take<Ack>(chat.a).message_id == id);
    CHECK(stage.nothing_for(chat.a));

    const auto ended = stage.take<ConversationEnded>(chat.b);
    CHECK(ended.conversation == chat.conversation);
    CHECK(ended.position == StreamPosition{1, 2});
    CHECK(ended.reason == ConversationEnd::partner_left);

    stage.send(chat.b, SendText{chat.conversation, "hello?"});
    CHECK(stage.take<Nack>(chat.b).code == NackCode::not_in_conversation);
    CHECK(stage.engine().counts().conversations_live == 0);
    CHECK(stage.engine().counts().conversations_held == 1);
}

TEST_CASE("after a chat both are one FIND from the next") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.send(chat.a, Leave{chat.conversation});
    stage.take<Ack>(chat.a);
    stage.take<ConversationEnded>(chat.b);
    const ConnectionId c = stage.greeted(3);
    const ConnectionId d = stage.greeted(4);
    stage.meet(chat.a, c);
    stage.meet(chat.b, d);
}

TEST_CASE("a client that has finished ends the chat for the partner") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.finish(chat.a);
    CHECK(stage.take<ConversationEnded>(chat.b).reason == ConversationEnd::partner_left);
    CHECK(stage.engine().counts().sessions == 1);
    CHECK(stage.engine().counts().connections == 1);
}

TEST_CASE("FIND without consent to the present terms is refused") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    stage.send(a, Find{terms_version - 1});
    CHECK(stage.take<Nack>(a).code == NackCode::consent_required);
    CHECK(stage.engine().counts().searching == 0);
    stage.search(a);
    CHECK(stage.engine().counts().searching == 1);
}

TEST_CASE("commands of another phase are refused with the code of the table") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    stage.send(a, Cancel{});
    CHECK(stage.take<Nack>(a).code == NackCode::not_searching);
    stage.search(a);
    stage.send(a, Find{terms_version});
    CHECK(stage.take<Nack>(a).code == NackCode::already_searching);
    const ConnectionId b = stage.greeted(2);
    stage.search(b);
    stage.take<NewMatch>(a);
    stage.send(a, Find{terms_version});
    CHECK(stage.take<Nack>(a).code == NackCode::already_in_conversation);
}

TEST_CASE("a resent FIND is answered again and does not search a second time") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    stage.send(a, message(900), Find{terms_version});
    stage.take<Ack>(a);
    stage.send(a, message(900), Find{terms_version});
    CHECK(stage.take<Ack>(a).message_id == message(900));
    CHECK(stage.engine().counts().searching == 1);
}

TEST_CASE("a cancelled search finds nobody") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    const ConnectionId b = stage.greeted(2);
    stage.search(a);
    const MessageId id = stage.send(a, Cancel{});
    CHECK(stage.take<Ack>(a).message_id == id);
    stage.search(b);
    CHECK(stage.nothing_for(a));
    CHECK(stage.nothing_for(b));
    CHECK(stage.engine().counts().searching == 1);
}

TEST_CASE("one who closes the tab while searching is matched with nobody") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    stage.search(a);
    stage.drop(a);
    const ConnectionId b = stage.greeted(2);
    stage.search(b);
    CHECK(stage.nothing_for(b));
}

TEST_CASE("PING is answered in every phase") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    const MessageId first = stage.send(a, Ping{});
    CHECK(stage.take<Ack>(a).message_id == first);
    stage.search(a);
    const MessageId second = stage.send(a, Ping{});
    CHECK(stage.take<Ack>(a).message_id == second);
}

TEST_CASE("too many commands are refused with the time to wait, and go through under a new id after it") {
    EngineConfig config;
    config.commands = {5, 1};
    Stage stage(config);
    const auto chat = stage.chat(1, 2);  // FIND took one token
    for (std::uint64_t n = 1; n <= 4; ++n)
        stage.say(chat.a, chat.b, chat.conversation, "fast");

    stage.send(chat.a, message(900), SendText{chat.conversation, "too fast"});
    const auto nack = stage.take<Nack>(chat.a);
    CHECK(nack.code == NackCode::rate_limited);
    REQUIRE(nack.retry_after);
    CHECK(*nack.retry_after > Duration{});
    CHECK(stage.nothing_for(chat.b));

    stage.pass(*nack.retry_after);
    stage.send(chat.a, message(900), SendText{chat.conversation, "too fast"});
    CHECK(stage.take<Nack>(chat.a).code == NackCode::rate_limited);
    CHECK(stage.nothing_for(chat.b));
    stage.send(chat.a, message(901), SendText{chat.conversation, "too fast"});
    CHECK(stage.take<TextReceived>(chat.b).text == "too fast");
    CHECK(stage.take<Ack>(chat.a).message_id == message(901));
}
