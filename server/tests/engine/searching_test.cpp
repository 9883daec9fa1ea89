#include "server/tests/engine/stage.hpp"

using namespace stimchat;
using namespace stimchat::engine;
using namespace stimchat::engine::test;
using namespace stimchat::protocol;

namespace {

void part(Stage& stage, const Stage::Chat& chat) {
    stage.send(chat.a, Leave{chat.conversation});
    stage.take<Ack>(chat.a);
    stage.take<ConversationEnded>(chat.b);
}

}  // namespace

TEST_CASE("a search without a partner ends after its time limit, and may start again") {
    EngineConfig config;
    config.search_timeout = seconds(10);
    Stage stage(config);
    const ConnectionId a = stage.greeted(1);
    stage.search(a);
    stage.pass(seconds(10) - milliseconds(1));
    CHECK(stage.nothing_for(a));
    stage.pass(milliseconds(1));
    CHECK(stage.take<SearchEnded>(a).reason == SearchEnd::timed_out);
    CHECK(stage.engine().counts().searching == 0);
    stage.search(a);
}

TEST_CASE("first come, first served") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    part(stage, chat);
    // 1 and 2 may not meet now, so they wait side by side; 3 gets the one who came first.
    stage.search(chat.b);
    stage.pass(seconds(1));
    stage.search(chat.a);
    const ConnectionId c = stage.greeted(3);
    stage.search(c);
    CHECK(stage.nothing_for(chat.a));
    CHECK(stage.take<NewMatch>(chat.b).conversation == stage.take<NewMatch>(c).conversation);
}

TEST_CASE("two who have just met do not meet again before the cool-down is over, and then at once") {
    EngineConfig config;
    config.rematch_cooldown = seconds(30);
    Stage stage(config);
    const auto chat = stage.chat(1, 2);
    part(stage, chat);
    stage.search(chat.a);
    stage.search(chat.b);
    stage.pass(seconds(30) - milliseconds(1));
    CHECK(stage.nothing_for(chat.a));
    CHECK(stage.nothing_for(chat.b));
    CHECK(stage.engine().counts().searching == 2);
    stage.pass(milliseconds(1));
    CHECK(stage.take<NewMatch>(chat.a).conversation == stage.take<NewMatch>(chat.b).conversation);
}

TEST_CASE("the cool-down outlives a reconnect") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.finish(chat.a);
    stage.take<ConversationEnded>(chat.b);
    const ConnectionId again = stage.greeted(1);
    stage.search(again);
    stage.search(chat.b);
    CHECK(stage.nothing_for(again));
    CHECK(stage.nothing_for(chat.b));
}

TEST_CASE("without a cool-down two may meet again at once") {
    EngineConfig config;
    config.rematch_cooldown = {};
    Stage stage(config);
    const auto chat = stage.chat(1, 2);
    part(stage, chat);
    const auto again = stage.meet(chat.a, chat.b);
    CHECK_FALSE(again.conversation == chat.conversation);
    CHECK(stage.engine().counts().conversations_held == 1);
}

TEST_CASE("a search that runs out while the cool-down still holds ends as any other") {
    EngineConfig config;
    config.search_timeout = seconds(10);
    config.rematch_cooldown = seconds(30);
    Stage stage(config);
    const auto chat = stage.chat(1, 2);
    part(stage, chat);
    stage.search(chat.a);
    stage.search(chat.b);
    stage.pass(seconds(10));
    CHECK(stage.take<SearchEnded>(chat.a).reason == SearchEnd::timed_out);
    CHECK(stage.take<SearchEnded>(chat.b).reason == SearchEnd::timed_out);
    stage.pass(seconds(30));
    CHECK(stage.nothing_for(chat.a));
}
