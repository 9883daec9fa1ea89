#include "shared/tests/session/client_script.hpp"

#include <string>

using namespace stimchat;
using namespace stimchat::session;
using delivery::SendState;
using protocol::Standing;

/// A page that is opened after another one in the same chat.

namespace {

const std::string session_text(view(to_text(script_session)));
const std::string conversation_text(view(to_text(script_conversation)));
constexpr MessageId left_id{0xAB, 0xCD};
const std::string left_id_text(view(to_text(left_id)));

void find_unsent(ClientScript& script) {
    script.feed(UnsentFound{left_id_text, "left unsent"});
}
/// The same tab, loaded again.
void reload(ClientScript& script) {
    script.feed(Started{"token-1", 1, session_text, conversation_text});
}
/// Another tab, or a later one: it does not know the session.
void open_again(ClientScript& script) {
    script.feed(Started{"token-1", 1, {}, conversation_text});
}
void replay(ClientScript& script) {
    script.match();
    script.hear("two");
    script.echo(MessageId{1, 3}, "three");
}

}  // namespace

TEST_CASE("a page loaded again in a chat goes on in it, with all that was said") {
    ClientScript script;
    reload(script);
    CHECK(script.page().phase == Phase::chatting);
    CHECK(script.page().conversation == script_conversation);
    script.greet();
    CHECK(script.greeting().session == script_session);
    CHECK_FALSE(script.greeting().known.has_value());
    script.feed(Say{"too early", {}});
    CHECK(script.page().log.empty());
    CHECK_FALSE(script.page().notice.empty());
    script.welcome();
    replay(script);
    REQUIRE(script.page().log.size() == 2);
    CHECK(script.page().log[0].author == Author::stranger);
    CHECK(script.page().log[1].author == Author::you);
    CHECK_FALSE(script.page().history_lost);
    script.deliver(script.say("on we go"));
    CHECK(script.page().log.size() == 3);
}

TEST_CASE("a page opened again does not know its session, and gets the chat nevertheless") {
    ClientScript script;
    open_again(script);
    CHECK(script.page().phase == Phase::idle);
    script.greet();
    CHECK_FALSE(script.greeting().session.has_value());
    script.welcome(Standing::chatting, true);
    replay(script);
    CHECK(script.page().phase == Phase::chatting);
    CHECK(script.page().log.size() == 2);
    CHECK_FALSE(script.has_sent<protocol::Leave>());
}

TEST_CASE("so does one that knows of nothing, when the server does") {
    ClientScript script;
    script.start_with_token();
    script.greet();
    script.welcome(Standing::chatting, true);
    script.match();
}

TEST_CASE("a history that does not reach back to the beginning is said to be incomplete") {
    ClientScript script;
    reload(script);
    script.greet();
    script.welcome(Standing::chatting, false);
    script.receive(protocol::NewMatch{script_conversation, {1, 40}, script_you, script_stranger});
    CHECK(script.page().phase == Phase::chatting);
    CHECK(script.page().history_lost);
    script.hear_at(41, "the rest");
    CHECK(script.page().log.size() == 1);
}

TEST_CASE("a text left unsent is shown after the history, and the person is asked") {
    ClientScript script;
    find_unsent(script);
    SUBCASE("loaded again") {
        reload(script);
    }
    SUBCASE("opened again") {
        open_again(script);
    }
    script.greet();
    script.welcome(Standing::chatting, true);
    const MessageId ping = script.sent<protocol::Ping>();
    replay(script);
    CHECK(script.page().log.size() == 2);
    CHECK(script.page().unsent == 0);
    script.acknowledge(ping);
    REQUIRE(script.page().log.size() == 3);
    CHECK(script.page().log[2].text == "left unsent");
    CHECK(script.page().log[2].state == SendState::failed);
    CHECK(script.page().unsent == 1);
    script.feed(RetryUnsent{});
    CHECK(script.sent<protocol::SendText>() == left_id);
    script.deliver(left_id);
    CHECK(script.page().log[2].state == SendState::delivered);
    CHECK(script.page().log.size() == 3);
}

TEST_CASE("whoever searches before the chat is back has to wait, and loses no unsent text") {
    ClientScript script;
    find_unsent(script);
    open_again(script);
    script.feed(FindChat{});
    CHECK(script.page().phase == Phase::idle);
    CHECK_FALSE(script.page().notice.empty());
    script.greet();
    script.welcome(Standing::chatting, true);
    const MessageId ping = script.sent<protocol::Ping>();
    replay(script);
    script.acknowledge(ping);
    CHECK(script.page().phase == Phase::chatting);
    CHECK(script.page().unsent == 1);
}

TEST_CASE("a text left unsent that had arrived is not asked about") {
    ClientScript script;
    find_unsent(script);
    reload(script);
    script.greet();
    script.welcome();
    const MessageId ping = script.sent<protocol::Ping>();
    script.match();
    script.echo(left_id, "left unsent");
    CHECK(script.effect<KeepUnsent>()->message_id == left_id_text);
    CHECK(script.effect<KeepUnsent>()->text.empty());
    script.acknowledge(ping);
    REQUIRE(script.page().log.size() == 1);
    CHECK(script.page().log[0].state == SendState::delivered);
    CHECK(script.page().unsent == 0);
}

TEST_CASE("if the chat is gone, what was left unsent can be copied") {
    ClientScript script;
    find_unsent(script);
    SUBCASE("loaded again, session unknown") {
        reload(script);
        script.greet();
        script.welcome(Standing::idle, false);
        CHECK(script.page().end_reason == EndReason::connection_lost);
    }
    SUBCASE("loaded again, session known: so it was the partner who ended the chat") {
        reload(script);
        script.greet();
        script.welcome(Standing::idle, true);
        CHECK(script.page().end_reason == EndReason::partner_left);
    }
    SUBCASE("opened again") {
        open_again(script);
        script.greet();
        script.welcome(Standing::idle, true);
    }
    CHECK(script.page().phase == Phase::ended);
    REQUIRE(script.page().log.size() == 1);
    CHECK(script.page().log[0].text == "left unsent");
    CHECK(script.page().log[0].state == SendState::failed);
    CHECK(script.page().unsent == 0);
    script.search();
    CHECK(script.page().log.empty());
}

TEST_CASE("opened again after the chat was over, with nothing unsent: an ordinary visit") {
    ClientScript script;
    open_again(script);
    script.greet();
    script.welcome(Standing::idle, true);
    CHECK(script.page().phase == Phase::idle);
    script.search();
    script.match();
}

TEST_CASE("the participant is in another chat by now: that one is shown, and the old texts are not") {
    ClientScript script;
    find_unsent(script);
    SUBCASE("loaded again") {
        reload(script);
    }
    SUBCASE("opened again") {
        open_again(script);
    }
    script.greet();
    script.welcome(Standing::chatting, true);
    const MessageId ping = script.sent<protocol::Ping>();
    script.match(ConversationId{0xC0, 9});
    script.acknowledge(ping);
    CHECK(script.page().phase == Phase::chatting);
    CHECK(script.page().log.empty());
    CHECK(script.page().unsent == 0);
}

TEST_CASE("a drop at each step of coming back is only a delay") {
    for (int steps = 0; steps <= 5; ++steps) {
        CAPTURE(steps);
        ClientScript script;
        find_unsent(script);
        reload(script);
        if (steps > 0) script.greet();
        if (steps > 1) script.acknowledge(script.hello());
        if (steps > 2) script.receive(ClientScript::welcome_of(Standing::chatting, true));
        if (steps > 3) script.match();
        if (steps > 4) script.hear("two");
        script.cut();
        CHECK(script.page().phase == Phase::chatting);
        script.regreet();
        const bool has_stream = script.greeting().known.has_value();
        CHECK(has_stream == (steps > 3));
        script.welcome();
        const MessageId ping = script.sent<protocol::Ping>();
        if (!has_stream) script.match();
        if (steps < 5) script.hear("two");
        script.acknowledge(ping);
        REQUIRE(script.page().log.size() == 2);
        CHECK(script.page().log[0].text == "two");
        CHECK(script.page().log[1].text == "left unsent");
        CHECK(script.page().unsent == 1);
    }
}

TEST_CASE("leaving before the chat is back leaves it") {
    ClientScript script;
    find_unsent(script);
    reload(script);
    script.feed(LeaveChat{});
    CHECK(script.page().phase == Phase::ended);
    CHECK(script.page().log.size() == 1);
    script.greet();
    script.welcome(Standing::chatting, true);
    CHECK(script.has_sent<protocol::Leave>());
    script.receive(protocol::NewMatch{script_conversation, {1, 1}, script_you, script_stranger});
    CHECK(script.page().phase == Phase::ended);
}

TEST_CASE("a second tab keeps nothing and takes nothing, until the person wants it") {
    ClientScript script;
    find_unsent(script);
    open_again(script);
    script.greet();
    script.refuse(script.hello(), protocol::NackCode::already_connected);
    script.close(protocol::CloseCode::already_connected);
    CHECK(script.page().phase == Phase::elsewhere);
    CHECK(script.count<KeepUnsent>() == 0);

    // What the other tab has settled meanwhile is not found again.
    bool is_left = true;
    SUBCASE("still unsent") {
        find_unsent(script);
    }
    SUBCASE("settled meanwhile") {
        is_left = false;
    }
    script.feed(UseHere{conversation_text});
    script.greet();
    CHECK(script.greeting().take_over);
    script.welcome(Standing::chatting, true);
    const auto pings = script.all_sent<protocol::Ping>();
    replay(script);
    if (is_left) script.acknowledge(pings.at(0).first);
    CHECK(script.page().log.size() == (is_left ? 3 : 2));
    CHECK(script.page().unsent == (is_left ? 1 : 0));
}

TEST_CASE("a text that is kept still, though we know that it has arrived, is not offered") {
    ClientScript script;
    script.chat();
    const MessageId said = script.say("arrived");
    script.deliver(said);
    script.close(protocol::CloseCode::taken_over);
    const std::string said_text(view(to_text(said)));
    script.feed(UnsentFound{said_text, "arrived"});
    script.feed(UseHere{conversation_text});
    script.greet();
    script.welcome(Standing::chatting, true);
    script.match();
    script.echo(said, "arrived");
    CHECK(script.page().log.size() == 1);
    CHECK(script.page().unsent == 0);
}

TEST_CASE("the other tab has moved on to another chat: only what was left in that one is offered") {
    ClientScript script;
    script.chat();
    script.say("of the first chat");
    script.close(protocol::CloseCode::taken_over);
    const ConversationId next{0xC0, 9};
    const std::string next_text(view(to_text(next)));
    find_unsent(script);
    script.feed(UseHere{next_text});
    script.greet();
    script.welcome(Standing::chatting, true);
    const MessageId ping = script.sent<protocol::Ping>();
    script.match(next);
    script.acknowledge(ping);
    REQUIRE(script.page().log.size() == 1);
    CHECK(script.page().log[0].text == "left unsent");
}

TEST_CASE("nobody can tell what became of a text in a part of the history that is gone: it is not sent again") {
    ClientScript script;
    find_unsent(script);
    reload(script);
    script.greet();
    script.welcome(Standing::chatting, false);
    const MessageId ping = script.sent<protocol::Ping>();
    script.receive(protocol::NewMatch{script_conversation, {1, 40}, script_you, script_stranger});
    script.acknowledge(ping);
    REQUIRE(script.page().log.size() == 1);
    CHECK(script.page().log[0].state == SendState::failed);
    CHECK(script.page().unsent == 0);
    script.feed(Retry{script.page().log[0].entry});
    CHECK_FALSE(script.has_sent<protocol::SendText>());
    CHECK_FALSE(script.page().notice.empty());
    // Unless it comes back after all.
    script.receive(protocol::TextReceived{left_id, script_conversation, {1, 41}, script_you, "left unsent"});
    CHECK(script.page().log[0].state == SendState::delivered);
}

TEST_CASE("a tab that was taken over can take the chat back, with what it had unsent") {
    ClientScript script;
    script.chat();
    const MessageId unsent = script.say("half a thought");
    script.close(protocol::CloseCode::taken_over);
    CHECK(script.page().phase == Phase::elsewhere);
    script.feed(UseHere{});
    script.greet();
    script.welcome(Standing::chatting, true);
    const MessageId ping = script.sent<protocol::Ping>();
    script.match();
    script.acknowledge(ping);
    REQUIRE(script.page().log.size() == 1);
    CHECK(script.page().log[0].message_id == unsent);
    CHECK(script.page().unsent == 1);
}

TEST_CASE("what was kept and cannot be read is as good as nothing") {
    ClientScript script;
    script.feed(UnsentFound{"no id", "text"});
    script.feed(UnsentFound{left_id_text, "of no chat"});
    script.feed(Started{"token-1", 1, "no session", "no conversation"});
    CHECK(script.page().phase == Phase::idle);
    script.greet();
    CHECK_FALSE(script.greeting().session.has_value());
    script.welcome();
    CHECK(script.page().log.empty());
}

TEST_CASE("a kept text that may not be sent is not taken") {
    ClientScript script;
    for (const std::string& text :
         {std::string(), std::string(limits::text_code_points_max + 1, 'x'), std::string("\xff")})
        script.feed(UnsentFound{left_id_text, text});
    reload(script);
    script.greet();
    script.welcome(Standing::idle, false);
    CHECK(script.page().log.empty());
}

TEST_CASE("another participant by now: nobody says that the partner left") {
    ClientScript script;
    reload(script);
    script.greet();
    script.refuse(script.hello(), protocol::NackCode::token_invalid);
    script.close(protocol::CloseCode::token_refused);
    script.wait_for_retry();
    script.feed(IdentityGranted{"token-2"});
    script.greet();
    CHECK_FALSE(script.greeting().session.has_value());
    script.welcome(Standing::idle, true);
    CHECK(script.page().end_reason == EndReason::connection_lost);
}

TEST_CASE("more unsent texts than can be are not taken") {
    ClientScript script;
    for (std::uint64_t n = 0; n < limits::outbox_messages_max + 5; ++n) {
        const std::string id(view(to_text(MessageId{1, n})));
        script.feed(UnsentFound{id, "x"});
    }
    reload(script);
    script.greet();
    script.welcome(Standing::idle, false);
    CHECK(script.page().log.size() == limits::outbox_messages_max);
}

TEST_CASE("new terms come first: the chat goes on after they are agreed to") {
    ClientScript script;
    find_unsent(script);
    script.feed(Started{"token-1", 0, session_text, conversation_text});
    CHECK(script.page().phase == Phase::consent);
    script.feed(Agree{});
    script.greet();
    script.welcome(Standing::chatting, true);
    const MessageId ping = script.sent<protocol::Ping>();
    replay(script);
    script.acknowledge(ping);
    CHECK(script.page().phase == Phase::chatting);
    CHECK(script.page().unsent == 1);
}
