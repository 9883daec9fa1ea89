#include "shared/tests/session/client_script.hpp"

using namespace stimchat;
using namespace stimchat::session;
using delivery::SendState;
using protocol::CloseCode;
using protocol::ConversationEnd;
using protocol::NackCode;
using protocol::Standing;

namespace {

constexpr ConversationId other_conversation{0xC0, 2};

std::vector<MessageId> texts_sent(ClientScript& script) {
    std::vector<MessageId> ids;
    for (const auto& text : script.all_sent<protocol::SendText>())
        ids.push_back(text.first);
    return ids;
}

using Ids = std::vector<MessageId>;

}  // namespace

// --- what the HELLO says ---------------------------------------------------------------------------------------------

TEST_CASE("the HELLO after a loss names the session, and in a chat the last position") {
    ClientScript script;
    script.start_with_token();
    script.greet();
    CHECK_FALSE(script.greeting().session.has_value());
    script.welcome();
    script.cut();
    script.regreet();
    CHECK(script.greeting().session == script_session);
    CHECK_FALSE(script.greeting().known.has_value());
    CHECK_FALSE(script.greeting().take_over);
    script.welcome();

    script.search();
    script.match();
    script.hear("one");
    script.deliver(script.say("two"));
    script.cut();
    script.regreet();
    REQUIRE(script.greeting().known.has_value());
    CHECK(*script.greeting().known == protocol::KnownPosition{script_conversation, {1, 3}});
    script.welcome();

    script.feed(LeaveChat{});
    script.cut();
    script.regreet();
    CHECK_FALSE(script.greeting().known.has_value());
}

TEST_CASE("only the person takes over") {
    ClientScript script;
    script.chat();
    script.cut();
    script.regreet();
    CHECK_FALSE(script.greeting().take_over);
    script.refuse(script.hello(), NackCode::already_connected);
    script.close(CloseCode::already_connected);
    CHECK(script.page().phase == Phase::elsewhere);
    script.feed(UseHere{});
    script.greet();
    CHECK(script.greeting().take_over);
    CHECK_FALSE(script.greeting().session.has_value());
    CHECK_FALSE(script.greeting().known.has_value());
}

// --- a chat goes on --------------------------------------------------------------------------------------------------

TEST_CASE("a chat goes on after a drop in which nothing was sent") {
    ClientScript script;
    script.chat();
    script.hear("before");
    script.cut();
    CHECK(script.page().phase == Phase::chatting);
    CHECK(script.page().conversation == script_conversation);
    script.reconnect();
    CHECK(script.page().phase == Phase::chatting);
    CHECK(texts_sent(script).empty());
    script.hear("after");
    CHECK(script.page().log.size() == 2);
    CHECK_FALSE(script.page().history_lost);
}

TEST_CASE("what was missed comes in order and shows once") {
    ClientScript script;
    script.chat();
    script.hear("one");
    script.cut();
    script.reconnect();
    script.hear("two");
    script.hear("three");
    script.hear_at(3, "two");  // more than was asked for
    REQUIRE(script.page().log.size() == 3);
    CHECK(script.page().log[1].text == "two");
    CHECK(script.page().log[2].text == "three");
    CHECK(script.page().link == Link::up);
}

TEST_CASE("unanswered texts are sent again in order under their ids, and answered as the first time") {
    ClientScript script;
    script.chat();
    const MessageId one = script.say("one");
    const MessageId two = script.say("two");
    script.cut();
    script.feed(Say{"three", {}});
    const MessageId in_the_drop = script.page().log.back().message_id;
    script.reconnect();
    CHECK(texts_sent(script).empty());  // the stream may still bring them back
    const MessageId ping = script.sent<protocol::Ping>();
    script.feed(Say{"after it", {}});
    const MessageId last = script.page().log.back().message_id;
    CHECK(texts_sent(script).empty());  // nor may a later one overtake them
    script.pass(limits::resend_interval);
    CHECK(script.sent<protocol::Ping>() == ping);
    script.acknowledge(ping);
    CHECK(texts_sent(script) == Ids{one, two, in_the_drop, last});
    script.deliver(one);
    script.deliver(two);
    script.deliver(in_the_drop);
    script.deliver(last);
    for (const LogEntry& entry : script.page().log)
        CHECK(entry.state == SendState::delivered);
}

TEST_CASE("a text that comes back in the stream is delivered, though its ACK was lost") {
    ClientScript script;
    script.chat();
    const MessageId one = script.say("one");
    script.cut();
    script.reconnect();
    script.echo(one, "one");
    REQUIRE(script.page().log.size() == 1);
    CHECK(script.page().log[0].state == SendState::delivered);
    CHECK(script.page().log[0].author == Author::you);
    CHECK(script.page().log[0].offset == 2);
    // The answer to the resend comes too.
    script.receive(protocol::Ack{one, script_conversation, protocol::StreamPosition{1, 2}});
    script.hear("next");
    CHECK(script.page().log.size() == 2);
    CHECK(script.page().link == Link::up);
    script.pass(limits::ack_timeout);
    CHECK_FALSE(script.has_sent<protocol::SendText>());
}

TEST_CASE("a text said on another device shows as one's own") {
    ClientScript script;
    script.chat();
    script.echo(MessageId{7, 7}, "from my phone");
    REQUIRE(script.page().log.size() == 1);
    CHECK(script.page().log[0].author == Author::you);
    CHECK(script.page().log[0].state == SendState::delivered);
}

TEST_CASE("an end that came during the drop is told after what was missed") {
    ClientScript script;
    script.chat();
    script.hear("one");
    const MessageId mine = script.say("mine");
    script.cut();
    script.reconnect(Standing::idle, true);
    CHECK(script.page().phase == Phase::chatting);
    CHECK(texts_sent(script).empty());  // there is nobody to send them to
    script.echo(mine, "mine");
    script.hear("bye");
    script.end(ConversationEnd::partner_left);
    CHECK(script.page().phase == Phase::ended);
    CHECK(script.page().end_reason == EndReason::partner_left);
    REQUIRE(script.page().log.size() == 3);
    CHECK(script.page().log[1].state == SendState::delivered);
    CHECK(script.page().log[2].text == "bye");
}

TEST_CASE("a chat that the server does not know any more is over, and the person reads why") {
    ClientScript script;
    script.chat();
    script.say("lost");
    script.cut();
    EndReason reason = EndReason::server_restarted;
    SUBCASE("soon: so the server has started afresh") {}
    SUBCASE("after longer than the server waits") {
        script.feed(ReconnectNow{});
        script.pass(limits::resume_window);
        script.close(CloseCode::abnormal);
        reason = EndReason::connection_lost;
    }
    script.reconnect(Standing::idle, false);
    CHECK(script.page().phase == Phase::ended);
    CHECK(script.page().end_reason == reason);
    CHECK(script.page().log[0].state == SendState::failed);
    // What could be reported has gone with the server that had it.
    const bool is_reportable = reason == EndReason::connection_lost;
    CHECK((script.page().report == ReportState::possible) == is_reportable);
    CHECK(script.page().report_until.has_value() == is_reportable);
}

TEST_CASE("a position that is gone: the stream starts again, and the person is told what is missing") {
    ClientScript script;
    script.chat();
    script.hear("two");
    const MessageId mine = script.say("mine");
    script.cut();
    script.reconnect(Standing::chatting, false);
    SUBCASE("later in the same epoch") {
        script.receive(protocol::NewMatch{script_conversation, {1, 9}, script_you, script_stranger});
        CHECK(script.page().history_lost);
        script.hear_at(10, "ten");
    }
    SUBCASE("in another epoch, with something that is there already") {
        script.receive(protocol::NewMatch{script_conversation, {2, 4}, script_you, script_stranger});
        CHECK(script.page().history_lost);
        script.receive(protocol::TextReceived{MessageId{0x57, 2}, script_conversation, {2, 5}, script_stranger, "two"});
        script.receive(
            protocol::TextReceived{MessageId{0x57, 10}, script_conversation, {2, 6}, script_stranger, "ten"});
    }
    CHECK(script.page().link == Link::up);
    REQUIRE(script.page().log.size() == 3);
    CHECK(script.page().log[0].text == "two");
    CHECK(script.page().log[2].text == "ten");
    script.acknowledge(mine);
    CHECK(script.page().log[1].state == SendState::delivered);
}

TEST_CASE("a text whose place may be in what is gone is not sent again; one that was never sent is") {
    ClientScript script;
    script.chat();
    const MessageId sent = script.say("before the drop");
    script.cut();
    script.feed(Say{"in the drop", {}});
    const MessageId unsent = script.page().log[1].message_id;
    script.reconnect(Standing::chatting, false);
    CHECK_FALSE(script.has_sent<protocol::SendText>());
    const MessageId ping = script.sent<protocol::Ping>();
    script.receive(protocol::NewMatch{script_conversation, {1, 110}, script_you, script_stranger});
    script.acknowledge(ping);
    CHECK(script.sent<protocol::SendText>() == unsent);
    CHECK(script.page().log[0].message_id == sent);
    CHECK(script.page().log[0].state == SendState::failed);
    CHECK(script.page().unsent == 0);
}

TEST_CASE("a stream that starts again where we are has lost nothing") {
    ClientScript script;
    script.chat();
    script.hear("two");
    script.cut();
    script.reconnect(Standing::chatting, false);
    SUBCASE("exactly there") {
        script.receive(protocol::NewMatch{script_conversation, {1, 2}, script_you, script_stranger});
    }
    SUBCASE("before") {
        script.receive(protocol::NewMatch{script_conversation, {1, 1}, script_you, script_stranger});
        script.hear_at(2, "two");
    }
    CHECK_FALSE(script.page().history_lost);
    script.hear("three");
    CHECK(script.page().log.size() == 2);
    CHECK(script.page().link == Link::up);
}

TEST_CASE("while the chat was lost the participant has come into another one: that one is shown") {
    ClientScript script;
    script.chat();
    script.hear("old");
    script.cut();
    SUBCASE("the old one is told to be over") {
        script.reconnect(Standing::chatting, true);
        script.end(ConversationEnd::you_left);
        CHECK(script.page().phase == Phase::ended);
    }
    SUBCASE("the old one is not known any more") {
        script.reconnect(Standing::chatting, false);
    }
    script.match(other_conversation);
    CHECK(script.page().conversation == other_conversation);
    CHECK(script.page().log.empty());
    CHECK_FALSE(script.has_sent<protocol::Leave>());
}

// --- requests --------------------------------------------------------------------------------------------------------

TEST_CASE("a LEAVE that was not answered is sent again, and its chat is not shown again") {
    ClientScript script;
    script.chat();
    script.feed(LeaveChat{});
    const MessageId leave = script.sent<protocol::Leave>();
    script.cut();
    SUBCASE("the server has not heard of it") {
        script.reconnect(Standing::chatting, true);
        CHECK(script.sent<protocol::Leave>() == leave);
        script.receive(protocol::NewMatch{script_conversation, {1, 1}, script_you, script_stranger});
        script.hear("still there?");
        CHECK(script.page().phase == Phase::ended);
        CHECK(script.page().log.empty());
        script.acknowledge(leave);
    }
    SUBCASE("the server has") {
        script.reconnect(Standing::idle, true);
        CHECK(script.sent<protocol::Leave>() == leave);
        script.acknowledge(leave);
    }
    CHECK(script.page().end_reason == EndReason::you_left);
    script.pass(limits::ack_timeout);
    CHECK_FALSE(script.has_sent<protocol::Leave>());
}

TEST_CASE("who left during the drop leaves when the link is back, and searches after that") {
    ClientScript script;
    script.chat();
    script.cut();
    script.feed(LeaveChat{});
    CHECK(script.page().phase == Phase::ended);
    script.feed(FindChat{});
    CHECK(script.page().phase == Phase::searching);
    script.reconnect(Standing::chatting, true);
    CHECK(script.has_sent<protocol::Leave>());
    CHECK_FALSE(script.has_sent<protocol::Find>());
    script.receive(protocol::NewMatch{script_conversation, {1, 1}, script_you, script_stranger});
    CHECK(script.page().phase == Phase::searching);
    CHECK(script.all_sent<protocol::Find>().size() == 1);
    script.match(other_conversation);
}

TEST_CASE("who leaves between HELLO and WELCOME, and searches, does so when the link is up") {
    ClientScript script;
    script.chat();
    script.cut();
    script.regreet();  // it names the chat, so no NEW_MATCH will come for it
    script.feed(LeaveChat{});
    script.feed(FindChat{});
    CHECK(script.count<SendFrame>() == 0);
    script.welcome(Standing::chatting, true);
    const MessageId leave = script.sent<protocol::Leave>();
    const MessageId find = script.sent<protocol::Find>();
    script.refuse(leave, NackCode::not_in_conversation);
    script.acknowledge(find);
    script.match(other_conversation);
}

TEST_CASE("a search goes on under a new FIND, unless the server still searches") {
    ClientScript script;
    script.connect();
    script.feed(FindChat{});
    const MessageId find = script.sent<protocol::Find>();
    SUBCASE("withdrawn before its answer") {
        script.cut();
        script.reconnect(Standing::idle, true);
        CHECK_FALSE(script.sent<protocol::Find>() == find);
    }
    SUBCASE("withdrawn after its answer") {
        script.acknowledge(find);
        script.cut();
        script.reconnect(Standing::idle, true);
        CHECK_FALSE(script.sent<protocol::Find>() == find);
    }
    SUBCASE("still going on, unanswered") {
        script.cut();
        script.reconnect(Standing::searching, true);
        CHECK(script.sent<protocol::Find>() == find);
    }
    SUBCASE("still going on, answered") {
        script.acknowledge(find);
        script.cut();
        script.reconnect(Standing::searching, true);
        CHECK_FALSE(script.has_sent<protocol::Find>());
    }
    SUBCASE("cancelled meanwhile, and wanted again") {
        script.feed(CancelSearch{});
        const MessageId cancel = script.sent<protocol::Cancel>();
        script.cut();
        script.feed(FindChat{});
        script.reconnect(Standing::searching, true);
        CHECK(script.sent<protocol::Cancel>() == cancel);
        CHECK_FALSE(script.sent<protocol::Find>() == find);
    }
    CHECK(script.page().phase == Phase::searching);
    script.match();
}

TEST_CASE("a drop that hits the match notice: it comes again and is taken") {
    ClientScript script;
    script.connect();
    script.search();
    script.cut();
    script.reconnect(Standing::chatting, true);
    CHECK_FALSE(script.has_sent<protocol::Find>());
    CHECK(script.page().phase == Phase::searching);
    script.match();
    CHECK_FALSE(script.page().history_lost);
    script.hear("hello?");
    CHECK(script.page().log.size() == 1);
}

TEST_CASE("a search cancelled during the drop stays cancelled") {
    ClientScript script;
    script.connect();
    script.search();
    script.cut();
    script.feed(CancelSearch{});
    SUBCASE("the server has forgotten it") {
        script.reconnect(Standing::idle, true);
        CHECK_FALSE(script.has_sent<protocol::Cancel>());
    }
    SUBCASE("the server still searches") {
        script.reconnect(Standing::searching, true);
        CHECK(script.has_sent<protocol::Cancel>());
    }
    SUBCASE("the server has found somebody") {
        script.reconnect(Standing::chatting, true);
        script.receive(protocol::NewMatch{script_conversation, {1, 1}, script_you, script_stranger});
        CHECK(script.all_sent<protocol::Leave>().at(0).second.conversation == script_conversation);
    }
    CHECK(script.page().phase == Phase::idle);
}

TEST_CASE("a request is not counted as unanswered while there is no link") {
    ClientScript script;
    script.chat();
    script.feed(LeaveChat{});
    script.cut();
    script.feed(ReconnectNow{});
    script.pass(limits::ack_timeout * 3 - milliseconds(1));
    script.close(CloseCode::abnormal);
    script.reconnect(Standing::idle, true);
    CHECK(script.has_sent<protocol::Leave>());
    script.feed(TimePassed{});
    CHECK(script.page().link == Link::up);
}

// --- where the drop hits ---------------------------------------------------------------------------------------------

namespace {

/// A server that has taken the text "mine" as offset 2, and has "theirs" as offset 3; all of it can be cut anywhere.
class InterruptedChat {
  public:
    InterruptedChat() {
        script.chat();
        said_ = script.say("mine");
    }

    /// So many steps of the chat, then a cut.
    void begin(int steps) {
        if (steps > 0) script.receive(protocol::Ack{said_, script_conversation, protocol::StreamPosition{1, 2}});
        if (steps > 1) script.hear_at(3, "theirs");
        script.cut();
    }
    /// So many steps of a resume, then another.
    void resume(int steps) {
        take_up(steps);
        script.cut();
    }
    void take_up(int steps) {
        script.wait_for_retry();
        if (steps > 0) script.greet();
        if (steps > 1) script.acknowledge(script.hello());
        if (steps > 2) script.receive(ClientScript::welcome_of(Standing::chatting, true));
        if (steps < 4) return;
        const std::uint64_t known = script.greeting().known->position.offset;
        if (known < 2) script.receive(protocol::TextReceived{said_, script_conversation, {1, 2}, script_you, "mine"});
        if (steps > 4 && known < 3) script.hear_at(3, "theirs");
    }

    static constexpr int chat_steps = 2;
    static constexpr int resume_steps = 5;
    ClientScript script;

  private:
    MessageId said_;
};

}  // namespace

TEST_CASE("a drop at any step of a chat, and two more at any of the resume, lose nothing and show nothing twice") {
    for (int first = 0; first <= InterruptedChat::chat_steps; ++first) {
        for (int second = 0; second <= InterruptedChat::resume_steps; ++second) {
            for (int third = 0; third <= InterruptedChat::resume_steps; ++third) {
                CAPTURE(first);
                CAPTURE(second);
                CAPTURE(third);
                InterruptedChat chat;
                chat.begin(first);
                chat.resume(second);
                chat.resume(third);
                chat.take_up(InterruptedChat::resume_steps);
                const ClientView& page = chat.script.page();
                CHECK(page.phase == Phase::chatting);
                REQUIRE(page.log.size() == 2);
                CHECK(page.log[0].text == "mine");
                CHECK(page.log[0].state == SendState::delivered);
                CHECK(page.log[1].text == "theirs");
                CHECK_FALSE(page.history_lost);
            }
        }
    }
}

// --- many devices ----------------------------------------------------------------------------------------------------

TEST_CASE("where there may be several sessions, a match that another device searched for is taken") {
    ClientScript script;
    script.start_with_token();
    script.greet();
    script.welcome(Standing::idle, true, 3);
    script.match();
    CHECK(script.page().phase == Phase::chatting);
    script.end(ConversationEnd::you_left);
    CHECK(script.page().end_reason == EndReason::you_left);
    script.match(other_conversation);
    CHECK(script.page().conversation == other_conversation);
    CHECK(script.page().log.empty());
}

TEST_CASE("another device's search is not cancelled") {
    ClientScript script;
    script.start_with_token();
    script.greet();
    script.welcome(Standing::searching, true, 3);
    CHECK_FALSE(script.has_sent<protocol::Cancel>());
    CHECK(script.page().phase == Phase::idle);
}
