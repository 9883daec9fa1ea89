#include "shared/tests/session/client_script.hpp"

using namespace stimchat;
using namespace stimchat::session;
using delivery::SendState;
using protocol::CloseCode;
using protocol::NackCode;

TEST_CASE("what is said shows at once, and is delivered when the server says so") {
    ClientScript script;
    script.chat();
    const MessageId id = script.say("Hello!");
    REQUIRE(script.page().log.size() == 1);
    const LogEntry& entry = script.page().log[0];
    CHECK(entry.text == "Hello!");
    CHECK(entry.author == Author::you);
    CHECK(entry.state == SendState::sending);
    CHECK(entry.at == script.now());
    script.deliver(id);
    CHECK(entry.state == SendState::delivered);
    CHECK(entry.changed == script.page().revision);
}

TEST_CASE("a text that cannot be sent is not taken, and the person is told why") {
    ClientScript script;
    script.chat();
    script.feed(Say{std::string(limits::text_code_points_max + 1, 'x'), {}});
    CHECK(script.page().log.empty());
    CHECK(script.page().notice == protocol::rule_of(NackCode::text_too_long).sentence);
    script.feed(Say{"   ", {}});
    CHECK(script.page().notice == protocol::rule_of(NackCode::text_empty).sentence);
    script.say("a good one");
    CHECK(script.page().notice.empty());
}

TEST_CASE("nothing can be said outside a chat") {
    ClientScript script;
    script.connect();
    script.feed(Say{"anybody?", {}});
    CHECK(script.page().log.empty());
    CHECK(script.page().notice == protocol::rule_of(NackCode::not_in_conversation).sentence);
}

TEST_CASE("a lost ACK: the text is sent again under the same id and shows once") {
    ClientScript script;
    script.chat();
    const MessageId id = script.say("once");
    script.pass(limits::resend_interval);
    const auto again = script.all_sent<protocol::SendText>();
    REQUIRE(again.size() == 1);
    CHECK(again[0].first == id);
    CHECK(again[0].second.text == "once");
    script.deliver(id);
    script.receive(protocol::Ack{id, script_conversation, protocol::StreamPosition{1, 2}});  // the first one, late
    CHECK(script.page().log.size() == 1);
    CHECK(script.page().log[0].state == SendState::delivered);
    CHECK(script.page().phase == Phase::chatting);
    script.pass(limits::ack_timeout);
    CHECK_FALSE(script.has_sent<protocol::SendText>());
}

TEST_CASE("without any answer a text fails after the resends; a late ACK still delivers it") {
    ClientScript script;
    script.chat();
    const MessageId id = script.say("into the void");
    script.pass(limits::resend_interval);
    CHECK(script.has_sent<protocol::SendText>());
    script.hear("so the link is not silent");
    script.pass(limits::ack_timeout - limits::resend_interval);
    CHECK(script.has_sent<protocol::SendText>());
    CHECK(script.page().log[0].state == SendState::failed);
    CHECK_FALSE(script.page().log[0].fault.empty());
    script.deliver(id);
    CHECK(script.page().log[0].state == SendState::delivered);
    CHECK(script.page().log[0].fault.empty());
}

TEST_CASE("a refused text fails with the server's sentence, and is tried again as a new message at the end") {
    ClientScript script;
    script.chat();
    const MessageId refused = script.say("too fast");
    script.refuse(refused, NackCode::rate_limited, seconds(2));
    CHECK(script.page().log[0].state == SendState::failed);
    CHECK(script.page().log[0].fault == protocol::rule_of(NackCode::rate_limited).sentence);
    script.hear("something meanwhile");

    const std::uint64_t entry = script.page().log[0].entry;
    script.feed(Retry{entry});
    const MessageId retried = script.sent<protocol::SendText>();
    CHECK_FALSE(retried == refused);
    REQUIRE(script.page().log.size() == 2);
    CHECK(script.page().log[1].text == "too fast");
    CHECK(script.page().log[1].entry > script.page().log[0].entry);
    script.deliver(retried);
    CHECK(script.page().log[1].state == SendState::delivered);
    script.feed(Retry{entry});
    CHECK_FALSE(script.has_sent<protocol::SendText>());
}

TEST_CASE("only a failed text can be discarded") {
    ClientScript script;
    script.chat();
    const MessageId id = script.say("keep me");
    script.feed(Discard{script.page().log[0].entry});
    CHECK(script.page().log.size() == 1);
    script.refuse(id, NackCode::rate_limited);
    script.feed(Discard{script.page().log[0].entry});
    CHECK(script.page().log.empty());
    script.feed(Discard{99});
}

TEST_CASE("a full outbox takes nothing more, and says so") {
    ClientScript script;
    script.chat();
    for (std::size_t n = 0; n < limits::outbox_messages_max; ++n)
        script.say("unanswered");
    script.feed(Say{"one too many", {}});
    CHECK_FALSE(script.has_sent<protocol::SendText>());
    CHECK(script.page().log.size() == limits::outbox_messages_max);
    CHECK_FALSE(script.page().notice.empty());
}

TEST_CASE("a duplicate push shows once") {
    ClientScript script;
    script.chat();
    script.hear("hi");
    script.hear_at(2, "hi");
    CHECK(script.page().log.size() == 1);
    CHECK(script.page().log[0].author == Author::stranger);
    CHECK(script.page().log[0].state == SendState::delivered);
}

TEST_CASE("a gap in the stream is not shown over: the link starts afresh") {
    ClientScript script;
    script.chat();
    SUBCASE("before a text") {
        script.hear_at(3, "where is the second?");
    }
    SUBCASE("before an ACK") {
        const MessageId id = script.say("me");
        script.receive(protocol::Ack{id, script_conversation, protocol::StreamPosition{1, 5}});
        CHECK(script.page().log[0].state == SendState::delivered);
    }
    SUBCASE("before the end") {
        script.receive(
            protocol::ConversationEnded{script_conversation, {1, 7}, protocol::ConversationEnd::partner_left});
    }
    SUBCASE("another epoch") {
        script.receive(protocol::TextReceived{MessageId{1, 1}, script_conversation, {2, 2}, script_stranger, "hm"});
    }
    REQUIRE(script.effect<CloseLink>() != nullptr);
    CHECK(script.effect<CloseLink>()->code == static_cast<std::uint16_t>(CloseCode::stream_gap));
    CHECK(script.page().phase == Phase::chatting);
    CHECK(script.page().link == Link::waiting);
    script.close(CloseCode::stream_gap);
    script.reconnect();
    CHECK(script.page().phase == Phase::chatting);
}

TEST_CASE("pushes of another conversation are not shown") {
    ClientScript script;
    script.chat();
    const ConversationId other{9, 9};
    script.receive(protocol::TextReceived{MessageId{1, 1}, other, {1, 2}, script_stranger, "wrong room"});
    script.receive(protocol::ConversationEnded{other, {1, 3}, protocol::ConversationEnd::partner_left});
    CHECK(script.page().log.empty());
    CHECK(script.page().phase == Phase::chatting);
    // A second match would be a second conversation: it is left.
    script.receive(protocol::NewMatch{other, {1, 1}, script_you, script_stranger});
    CHECK(script.all_sent<protocol::Leave>().at(0).second.conversation == other);
    CHECK(script.page().conversation == script_conversation);
}

TEST_CASE("a match notice that comes twice changes nothing") {
    ClientScript script;
    script.chat();
    script.hear("hi");
    script.receive(protocol::NewMatch{script_conversation, {1, 1}, script_you, script_stranger});
    CHECK(script.page().log.size() == 1);
    CHECK_FALSE(script.has_sent<protocol::Leave>());
}

TEST_CASE("leaving ends the chat at once, and what is unanswered has failed") {
    ClientScript script;
    script.chat();
    const MessageId said = script.say("bye");
    script.feed(LeaveChat{});
    const MessageId leave = script.sent<protocol::Leave>();
    CHECK(script.page().phase == Phase::ended);
    CHECK(script.page().end_reason == EndReason::you_left);
    CHECK(script.page().log[0].state == SendState::failed);
    script.deliver(said);  // it crossed: it did arrive
    CHECK(script.page().log[0].state == SendState::delivered);
    script.acknowledge(leave);
    script.receive(protocol::ConversationEnded{script_conversation, {1, 3}, protocol::ConversationEnd::you_left});
    CHECK(script.page().end_reason == EndReason::you_left);
    CHECK(script.page().phase == Phase::ended);
}

TEST_CASE("the partner leaves: the log stays until the next search") {
    ClientScript script;
    script.chat();
    script.hear("bye");
    script.receive(protocol::ConversationEnded{script_conversation, {1, 3}, protocol::ConversationEnd::partner_left});
    CHECK(script.page().phase == Phase::ended);
    CHECK(script.page().end_reason == EndReason::partner_left);
    CHECK(script.page().log.size() == 1);
    script.feed(FindChat{});
    CHECK(script.page().log.empty());
    CHECK(script.page().end_reason == EndReason::none);
    CHECK_FALSE(script.page().conversation.has_value());
}

TEST_CASE("a connection cut after the LEAVE is no second end") {
    ClientScript script;
    script.chat();
    script.feed(LeaveChat{});
    script.close(CloseCode::abnormal);
    CHECK(script.page().end_reason == EndReason::you_left);
    script.reconnect();
    CHECK(script.page().phase == Phase::ended);
}

TEST_CASE("a server that no longer knows the chat ends it") {
    ClientScript script;
    script.chat();
    script.refuse(script.say("hello?"), NackCode::not_in_conversation);
    CHECK(script.page().phase == Phase::ended);
    CHECK(script.page().log[0].state == SendState::failed);
}

TEST_CASE("the log is bounded: the oldest go, but none that waits for its answer") {
    ClientScript script;
    script.chat();
    const MessageId waiting = script.say("mine");
    script.deliver(waiting);
    script.say("unanswered");
    for (std::size_t n = 0; n < limits::log_entries_max + 10; ++n)
        script.hear("theirs");
    CHECK(script.page().log.size() == limits::log_entries_max);
    CHECK(script.page().log[0].text == "unanswered");
    CHECK(script.page().log[0].state == SendState::sending);
}

TEST_CASE("the revision grows with visible changes only") {
    ClientScript script;
    script.chat();
    const std::uint64_t before = script.page().revision;
    script.feed(TimePassed{});
    script.feed(Agree{});
    script.feed(CancelSearch{});
    CHECK(script.page().revision == before);
    script.hear("hi");
    CHECK(script.page().revision == before + 1);
    CHECK(script.page().log[0].changed == before + 1);
}
