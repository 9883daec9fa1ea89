#include "shared/tests/session/client_script.hpp"

#include <string>

using namespace stimchat;
using namespace stimchat::session;
using delivery::SendState;
using protocol::NackCode;
using protocol::Standing;
using Outcome = SaySettled::Outcome;

namespace {

/// What whoever waits for the answer to a text was told in the last step.
struct Told {
    std::uint32_t ticket;
    Outcome outcome;
};
bool operator==(const Told& a, const Told& b) {
    return a.ticket == b.ticket && a.outcome == b.outcome;
}

std::vector<Told> told(const ClientScript& script) {
    std::vector<Told> found;
    for (const SaySettled& settled : script.all<SaySettled>())
        found.push_back({settled.ticket.value, settled.outcome});
    return found;
}

MessageId say(ClientScript& script, std::string_view text, std::uint32_t ticket) {
    script.feed(Say{text, SayTicket{ticket}});
    return script.page().log.back().message_id;
}

std::string text_of(MessageId id) {
    return std::string(view(to_text(id)));
}

/// A text of which nobody knows whether it arrived, over a link that is up again.
MessageId lose_a_text(ClientScript& script, std::string_view text) {
    const MessageId id = say(script, text, 0);
    script.cut();
    script.feed(ReconnectNow{true});
    script.pass(limits::ack_timeout - milliseconds(1));
    script.close(protocol::CloseCode::abnormal);
    script.pass(milliseconds(1));
    REQUIRE(script.page().log.back().state == SendState::failed);
    return id;
}

}  // namespace

// --- the answer to a Say ---------------------------------------------------------------------------------------------

TEST_CASE("whoever said something is told what became of it, once") {
    ClientScript script;
    script.chat();
    const MessageId id = say(script, "hello", 1);
    CHECK(told(script).empty());

    SUBCASE("delivered") {
        script.deliver(id);
        REQUIRE(script.effect<SaySettled>() != nullptr);
        CHECK(script.effect<SaySettled>()->message_id == id);
        CHECK(script.effect<SaySettled>()->entry == script.page().log[0].entry);
        CHECK(told(script) == std::vector<Told>{{1, Outcome::delivered}});
    }
    SUBCASE("delivered, as the stream shows") {
        script.echo(id, "hello");
        CHECK(told(script) == std::vector<Told>{{1, Outcome::delivered}});
    }
    SUBCASE("refused") {
        script.refuse(id, NackCode::rate_limited);
        CHECK(told(script) == std::vector<Told>{{1, Outcome::refused}});
        CHECK(script.effect<SaySettled>()->code == "rate_limited");
        CHECK_FALSE(script.effect<SaySettled>()->sentence.empty());
        CHECK(script.effect<SaySettled>()->entry == script.page().log[0].entry);
    }
    SUBCASE("no answer") {
        script.pass(limits::ack_timeout);
        CHECK(told(script) == std::vector<Told>{{1, Outcome::no_answer}});
    }
    SUBCASE("no answer, the link being down") {
        script.cut();
        CHECK(told(script).empty());
        script.pass(limits::ack_timeout);
        CHECK(told(script) == std::vector<Told>{{1, Outcome::no_answer}});
    }
    SUBCASE("the person left") {
        script.feed(LeaveChat{});
        CHECK(told(script) == std::vector<Told>{{1, Outcome::chat_over}});
    }
    SUBCASE("the partner left") {
        script.end(protocol::ConversationEnd::partner_left);
        CHECK(told(script) == std::vector<Told>{{1, Outcome::chat_over}});
    }
    SUBCASE("the chat was lost") {
        script.cut();
        script.reconnect(Standing::idle, false);
        CHECK(told(script) == std::vector<Told>{{1, Outcome::chat_over}});
    }
    SUBCASE("banned") {
        script.receive(protocol::Banned{"Spam", std::nullopt});
        CHECK(told(script) == std::vector<Told>{{1, Outcome::chat_over}});
    }
    SUBCASE("the session was let go of") {
        script.feed(Closing{});
        CHECK(told(script) == std::vector<Told>{{1, Outcome::closed}});
        script.feed(Closing{});
    }
    // Whatever comes later is not told again.
    script.feed(TimePassed{});
    CHECK(told(script).empty());
    script.deliver(id);
    CHECK(told(script).empty());
    script.pass(minutes(1));
    CHECK(told(script).empty());
}

TEST_CASE("a text that is not taken is answered at once") {
    ClientScript script;
    script.connect();
    script.feed(Say{"anybody?", SayTicket{1}});
    CHECK(told(script) == std::vector<Told>{{1, Outcome::refused}});
    CHECK(script.effect<SaySettled>()->code == "not_in_conversation");
    CHECK(script.effect<SaySettled>()->entry == 0);

    script.search();
    script.match();
    script.feed(Say{" ", SayTicket{2}});
    CHECK(told(script) == std::vector<Told>{{2, Outcome::refused}});
    CHECK(script.effect<SaySettled>()->code == "text_empty");

    for (std::uint32_t n = 0; n < limits::outbox_messages_max; ++n)
        say(script, "fill", 10 + n);
    script.feed(Say{"too many", SayTicket{3}});
    CHECK(told(script) == std::vector<Told>{{3, Outcome::full}});
    CHECK(script.effect<SaySettled>()->entry == 0);
    script.feed(Closing{});
    CHECK(told(script).size() == limits::outbox_messages_max);
}

TEST_CASE("whoever gives no ticket is told nothing") {
    ClientScript script;
    script.chat();
    script.feed(Say{"", {}});
    script.deliver(say(script, "hello", 0));
    CHECK(told(script).empty());
}

// --- asking before sending late --------------------------------------------------------------------------------------

TEST_CASE("a text said during a short drop is sent by itself when the link is back") {
    ClientScript script;
    script.chat();
    script.cut();
    const MessageId id = say(script, "quick", 0);
    script.reconnect();
    script.acknowledge(script.sent<protocol::Ping>());
    CHECK(script.sent<protocol::SendText>() == id);
    CHECK(script.page().unsent == 0);
}

TEST_CASE("after a long drop the person is asked, once the link is up") {
    ClientScript script;
    script.chat();
    const MessageId id = lose_a_text(script, "late");
    CHECK(script.page().unsent == 0);
    script.reconnect();
    CHECK_FALSE(script.has_sent<protocol::SendText>());
    CHECK(script.page().unsent == 0);  // the stream may still bring it back
    script.acknowledge(script.sent<protocol::Ping>());
    CHECK(script.page().unsent == 1);

    SUBCASE("send it: under its old id, at the end of the log") {
        script.hear("meanwhile");
        script.feed(RetryUnsent{});
        CHECK(script.sent<protocol::SendText>() == id);
        CHECK(script.page().unsent == 0);
        CHECK(script.page().log.back().text == "late");
        CHECK(script.page().log.back().state == SendState::sending);
        script.deliver(id);
        CHECK(script.page().log.back().state == SendState::delivered);
    }
    SUBCASE("forget it") {
        script.feed(DiscardUnsent{});
        CHECK(script.page().unsent == 0);
        CHECK(script.page().log.empty());
    }
    SUBCASE("one of them, by hand") {
        script.feed(Retry{script.page().log[0].entry});
        CHECK(script.sent<protocol::SendText>() == id);
        CHECK(script.page().unsent == 0);
    }
    SUBCASE("the chat ends first") {
        script.end(protocol::ConversationEnd::partner_left);
        CHECK(script.page().unsent == 0);
        CHECK(script.page().log[0].state == SendState::failed);
        script.feed(RetryUnsent{});
        CHECK_FALSE(script.has_sent<protocol::SendText>());
    }
}

TEST_CASE("what the stream brings back is not asked about") {
    ClientScript script;
    script.chat();
    const MessageId arrived = lose_a_text(script, "it did arrive");
    script.reconnect();
    const MessageId ping = script.sent<protocol::Ping>();
    script.echo(arrived, "it did arrive");
    script.acknowledge(ping);
    CHECK(script.page().unsent == 0);
    CHECK(script.page().log[0].state == SendState::delivered);
    CHECK(script.page().log[0].fault.empty());
}

TEST_CASE("several unsent texts go in the order in which they were said, and refused ones are not among them") {
    ClientScript script;
    script.chat();
    const MessageId refused = script.say("refused");
    script.refuse(refused, NackCode::rate_limited);
    const MessageId one = say(script, "one", 0);
    const MessageId two = lose_a_text(script, "two");
    script.reconnect();
    script.acknowledge(script.sent<protocol::Ping>());
    CHECK(script.page().unsent == 2);
    script.feed(RetryUnsent{});
    const auto sent = script.all_sent<protocol::SendText>();
    REQUIRE(sent.size() == 2);
    CHECK(sent[0].first == one);
    CHECK(sent[1].first == two);
    CHECK(script.page().log[0].message_id == refused);
}

TEST_CASE("a second drop while the person is asked: asked again") {
    ClientScript script;
    script.chat();
    lose_a_text(script, "late");
    script.reconnect();
    script.acknowledge(script.sent<protocol::Ping>());
    CHECK(script.page().unsent == 1);
    script.cut();
    CHECK(script.page().unsent == 0);
    script.reconnect();
    script.refuse(script.sent<protocol::Ping>(), NackCode::rate_limited);  // as good an answer as any
    CHECK(script.page().unsent == 1);
}

TEST_CASE("a refusal that comes after the time-out counts as one: the next try is a new message") {
    ClientScript script;
    script.chat();
    const MessageId id = script.say("slow");
    script.pass(limits::resend_interval);
    script.hear("so the link is not silent");
    script.pass(limits::ack_timeout - limits::resend_interval);
    CHECK(script.page().unsent == 1);
    script.refuse(id, NackCode::rate_limited);
    CHECK(script.page().unsent == 0);
    CHECK(script.page().log[0].fault == protocol::rule_of(NackCode::rate_limited).sentence);
    script.feed(Retry{script.page().log[0].entry});
    CHECK_FALSE(script.sent<protocol::SendText>() == id);
}

// --- what is kept ----------------------------------------------------------------------------------------------------

TEST_CASE("a text that is answered soon is not kept; one at risk is, until it has arrived") {
    ClientScript script;
    script.chat();
    const MessageId soon = script.say("soon");
    script.deliver(soon);
    CHECK(script.count<KeepUnsent>() == 0);

    const MessageId id = script.say("at risk");
    CHECK(script.count<KeepUnsent>() == 0);
    SUBCASE("no answer for some time") {
        script.pass(limits::resend_interval);
    }
    SUBCASE("the link is lost") {
        script.cut();
    }
    SUBCASE("the page goes to the background") {
        script.feed(Looking{false, true});
    }
    SUBCASE("the page is closed") {
        script.feed(Closing{});
    }
    SUBCASE("refused") {
        script.refuse(id, NackCode::rate_limited);
    }
    REQUIRE(script.count<KeepUnsent>() == 1);
    CHECK(script.effect<KeepUnsent>()->message_id == text_of(id));
    CHECK(script.effect<KeepUnsent>()->text == "at risk");
    CHECK(script.effect<KeepUnsent>()->conversation == std::string(view(to_text(script_conversation))));
    script.feed(TimePassed{});
    CHECK(script.count<KeepUnsent>() == 0);

    if (script.page().link == Link::waiting) script.reconnect();
    script.deliver(id);
    REQUIRE(script.count<KeepUnsent>() == 1);
    CHECK(script.effect<KeepUnsent>()->message_id == text_of(id));
    CHECK(script.effect<KeepUnsent>()->text.empty());
}

TEST_CASE("a text said while the link is down is kept at once, and forgotten when it is discarded") {
    ClientScript script;
    script.chat();
    script.cut();
    const MessageId id = say(script, "in the drop", 0);
    CHECK(script.effect<KeepUnsent>()->message_id == text_of(id));
    script.pass(limits::ack_timeout);
    script.feed(Discard{script.page().log[0].entry});
    REQUIRE(script.count<KeepUnsent>() == 1);
    CHECK(script.effect<KeepUnsent>()->text.empty());
}

TEST_CASE("the session is kept with its chat, and without it when that is over") {
    ClientScript script;
    script.connect();
    REQUIRE(script.effect<KeepSession>() != nullptr);
    CHECK(script.effect<KeepSession>()->session == std::string(view(to_text(script_session))));
    CHECK(script.effect<KeepSession>()->conversation.empty());
    script.search();
    script.match();
    REQUIRE(script.count<KeepSession>() == 1);
    CHECK(script.effect<KeepSession>()->conversation == std::string(view(to_text(script_conversation))));
    script.cut();
    script.reconnect();
    CHECK(script.count<KeepSession>() == 0);
    script.feed(LeaveChat{});
    REQUIRE(script.count<KeepSession>() == 1);
    CHECK_FALSE(script.effect<KeepSession>()->session.empty());
    CHECK(script.effect<KeepSession>()->conversation.empty());
}

TEST_CASE("a page that has to be loaded again keeps its chat and its texts for that") {
    ClientScript script;
    script.chat();
    script.say("mine");
    script.close(protocol::CloseCode::version_unsupported);
    CHECK(script.page().phase == Phase::failed);
    REQUIRE(script.count<KeepUnsent>() == 1);
    CHECK(script.effect<KeepUnsent>()->text == "mine");
    CHECK(script.count<KeepSession>() == 0);
}

TEST_CASE("a page whose session goes on in another tab forgets it, and keeps nothing any more") {
    ClientScript script;
    script.chat();
    script.say("mine");
    script.close(protocol::CloseCode::taken_over);
    REQUIRE(script.count<KeepSession>() == 1);
    CHECK(script.effect<KeepSession>()->session.empty());
    CHECK(script.count<KeepUnsent>() == 0);
    script.feed(Looking{false, true});
    script.feed(Closing{});
    CHECK(script.count<KeepSession>() + script.count<KeepUnsent>() == 0);
}
