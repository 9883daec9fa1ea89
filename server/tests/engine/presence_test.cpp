#include "server/tests/engine/stage.hpp"

using namespace stimchat;
using namespace stimchat::engine;
using namespace stimchat::engine::test;
using namespace stimchat::protocol;

namespace {

void accept(Stage& stage, ConnectionId from, const CommandBody& body) {
    const MessageId id = stage.send(from, body);
    CHECK(stage.take<Ack>(from).message_id == id);
}

MarkSeen seen(ConversationId conversation, std::uint64_t offset, std::uint32_t epoch = 1) {
    return {{conversation, {epoch, offset}}};
}

}  // namespace

TEST_CASE("the partner is told when a person looks away and looks again, once for each change") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    for (const Presence presence : {Presence::away, Presence::here}) {
        accept(stage, chat.a, SetPresence{presence});
        const auto told = stage.take<PresenceChanged>(chat.b);
        CHECK(told.conversation == chat.conversation);
        CHECK(told.sender == chat.alias_of_a);
        CHECK(told.presence == presence);
        accept(stage, chat.a, SetPresence{presence});
        CHECK(stage.nothing_for(chat.b));
    }
}

TEST_CASE("outside a chat nobody is told; a partner found meanwhile is") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    const ConnectionId b = stage.greeted(2);
    stage.search(a);
    accept(stage, a, SetPresence{Presence::away});
    stage.search(b);
    stage.take<NewMatch>(a);
    stage.take<NewMatch>(b);
    CHECK(stage.take<PresenceChanged>(b).presence == Presence::away);
    CHECK(stage.nothing_for(a));
}

TEST_CASE("whoever comes back is here, until the client says otherwise") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    accept(stage, chat.a, SetPresence{Presence::away});
    stage.take<PresenceChanged>(chat.b);
    stage.drop(chat.a);
    stage.back(1, stage.session_on(chat.a));
    CHECK(stage.take<PresenceChanged>(chat.b).presence == Presence::here);
}

TEST_CASE("typing goes to the partner and is kept nowhere") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    for (const bool typing : {true, false}) {
        accept(stage, chat.a, SetTyping{chat.conversation, typing});
        const auto told = stage.take<TypingChanged>(chat.b);
        CHECK(told.conversation == chat.conversation);
        CHECK(told.sender == chat.alias_of_a);
        CHECK(told.is_typing == typing);
    }
    accept(stage, chat.a, SetTyping{chat.conversation, true});
    stage.drop(chat.b);
    stage.take<PresenceChanged>(chat.a);
    const auto back = stage.back(2, stage.session_on(chat.b), KnownPosition{chat.conversation, {1, 1}});
    stage.take<PresenceChanged>(back.connection);
    CHECK(stage.nothing_for(back.connection));
    stage.request_report(2, chat.conversation);
    CHECK(stage.stored.front().report.evidence.empty());
}

TEST_CASE("a receipt goes to the partner, and only forward") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    for (int i = 0; i < 3; ++i)
        stage.say(chat.a, chat.b, chat.conversation, "word");
    accept(stage, chat.b, seen(chat.conversation, 3));
    const auto told = stage.take<SeenUpTo>(chat.a);
    CHECK(told.sender == chat.alias_of_b);
    CHECK(told.up_to == KnownPosition{chat.conversation, {1, 3}});
    for (const std::uint64_t offset : {3, 2, 1}) {
        accept(stage, chat.b, seen(chat.conversation, offset));
        CHECK(stage.nothing_for(chat.a));
    }
    accept(stage, chat.b, seen(chat.conversation, 4));
    CHECK(stage.take<SeenUpTo>(chat.a).up_to.position.offset == 4);
}

TEST_CASE("a receipt of what has not been said is refused with the field that is wrong") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.send(chat.b, seen(chat.conversation, 2));
    auto nack = stage.take<Nack>(chat.b);
    CHECK(nack.code == NackCode::invalid_value);
    CHECK(nack.field == "offset");
    stage.send(chat.b, seen(chat.conversation, 1, 9));
    nack = stage.take<Nack>(chat.b);
    CHECK(nack.code == NackCode::invalid_value);
    CHECK(nack.field == "epoch");
    CHECK(stage.nothing_for(chat.a));
}

TEST_CASE("of other people's conversations one can neither type nor see") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const auto other = stage.chat(3, 4);
    stage.send(chat.a, SetTyping{other.conversation, true});
    CHECK(stage.take<Nack>(chat.a).code == NackCode::not_in_conversation);
    stage.send(chat.a, seen(other.conversation, 1));
    CHECK(stage.take<Nack>(chat.a).code == NackCode::not_in_conversation);
    CHECK(stage.nothing_for(other.a));
    CHECK(stage.nothing_for(other.b));
    const ConnectionId idle = stage.greeted(5);
    stage.send(idle, SetTyping{chat.conversation, true});
    CHECK(stage.take<Nack>(idle).code == NackCode::not_in_conversation);
    stage.send(idle, seen(chat.conversation, 1));
    CHECK(stage.take<Nack>(idle).code == NackCode::not_in_conversation);
}

TEST_CASE("one who comes back is told how things are: whether the partner is there, and what it has seen") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.say(chat.a, chat.b, chat.conversation, "word");
    stage.drop(chat.a);
    stage.take<PresenceChanged>(chat.b);
    accept(stage, chat.b, SetPresence{Presence::away});
    accept(stage, chat.b, seen(chat.conversation, 2));
    const auto back = stage.back(1, stage.session_on(chat.a), KnownPosition{chat.conversation, {1, 2}});
    CHECK(stage.take<PresenceChanged>(back.connection).presence == Presence::away);
    const auto told = stage.take<SeenUpTo>(back.connection);
    CHECK(told.sender == chat.alias_of_b);
    CHECK(told.up_to == KnownPosition{chat.conversation, {1, 2}});
    CHECK(stage.nothing_for(back.connection));
}

TEST_CASE("what says how things are is not remembered: it pushes no answer out of the window") {
    EngineConfig config;
    config.commands = {100'000, 100'000};
    Stage stage(config);
    const auto chat = stage.chat(1, 2);
    stage.send(chat.a, message(900), SendText{chat.conversation, "once"});
    stage.take<Ack>(chat.a);
    for (std::size_t n = 0; n < stimchat::limits::dedupe_window_commands; ++n) {
        accept(stage, chat.a, SetTyping{chat.conversation, true});
        accept(stage, chat.a, SetPresence{Presence::here});
        accept(stage, chat.a, seen(chat.conversation, 1));
    }
    stage.send(chat.a, message(900), SendText{chat.conversation, "once"});
    CHECK(stage.take<Ack>(chat.a).position == StreamPosition{1, 2});
}
