#include "shared/tests/session/client_script.hpp"

using namespace stimchat;
using namespace stimchat::session;
using delivery::SendState;
using protocol::Presence;

namespace {

std::vector<bool> typing_said(ClientScript& script) {
    std::vector<bool> said;
    for (const auto& command : script.all_sent<protocol::SetTyping>())
        said.push_back(command.second.is_typing);
    return said;
}

using Said = std::vector<bool>;

/// Up to which offset the person here is said to have seen; 0: nothing was said.
std::uint64_t seen_said(ClientScript& script) {
    const auto receipts = script.all_sent<protocol::MarkSeen>();
    return receipts.empty() ? 0 : receipts.back().second.up_to.position.offset;
}

std::vector<Presence> presence_said(ClientScript& script) {
    std::vector<Presence> said;
    for (const auto& command : script.all_sent<protocol::SetPresence>())
        said.push_back(command.second.presence);
    return said;
}

void partner_types(ClientScript& script, bool is_typing) {
    script.receive(protocol::TypingChanged{script_conversation, script_stranger, is_typing});
}
void partner_is(ClientScript& script, Presence presence) {
    script.receive(protocol::PresenceChanged{script_conversation, script_stranger, presence});
}
void partner_saw(ClientScript& script, std::uint64_t offset) {
    script.receive(protocol::SeenUpTo{{script_conversation, {1, offset}}, script_stranger});
}

}  // namespace

// --- typing ----------------------------------------------------------------------------------------------------------

TEST_CASE("typing is told at the first key, then at most every few seconds") {
    ClientScript script;
    script.chat();
    script.feed(Composing{true});
    CHECK(typing_said(script) == Said{true});
    for (std::int64_t passed = 0; passed + 100 < limits::typing_interval.ms; passed += 100) {
        script.pass(milliseconds(100));
        script.feed(Composing{true});
        CHECK(typing_said(script).empty());
    }
    script.pass(milliseconds(100));
    script.feed(Composing{true});
    CHECK(typing_said(script) == Said{true});
}

TEST_CASE("an emptied input takes typing back, once; a sent text needs no taking back") {
    ClientScript script;
    script.chat();
    script.feed(Composing{false});
    CHECK(typing_said(script).empty());
    script.feed(Composing{true});
    script.feed(Composing{false});
    CHECK(typing_said(script) == Said{false});
    script.feed(Composing{false});
    CHECK(typing_said(script).empty());

    script.feed(Composing{true});
    CHECK(typing_said(script) == Said{true});
    script.say("done");
    script.feed(Composing{false});
    CHECK(typing_said(script).empty());
    script.feed(Composing{true});
    CHECK(typing_said(script) == Said{true});  // the next text, at once
}

TEST_CASE("typing is told in a chat and over a link only") {
    ClientScript script;
    script.connect();
    script.feed(Composing{true});
    CHECK(typing_said(script).empty());
    script.search();
    script.match();
    script.feed(Composing{true});
    CHECK(typing_said(script) == Said{true});
    script.cut();
    script.feed(Composing{true});
    CHECK(script.count<SendFrame>() == 0);
    script.reconnect();
    CHECK(typing_said(script).empty());
    script.feed(Composing{true});
    CHECK(typing_said(script) == Said{true});
    script.feed(LeaveChat{});
    script.feed(Composing{true});
    CHECK(typing_said(script).empty());
}

TEST_CASE("the partner's typing ends by itself, with a text, with a word, and with the link") {
    ClientScript script;
    script.chat();
    CHECK_FALSE(script.page().partner_typing);
    partner_types(script, true);
    CHECK(script.page().partner_typing);
    SUBCASE("by itself") {
        script.pass(limits::typing_timeout - milliseconds(1));
        CHECK(script.page().partner_typing);
        script.pass(milliseconds(1));
    }
    SUBCASE("said again, it lasts longer, and then ends by itself") {
        script.pass(seconds(3));
        partner_types(script, true);
        script.pass(seconds(3));
        CHECK(script.page().partner_typing);
        script.pass(seconds(2));
    }
    SUBCASE("with a text") {
        script.hear("here it is");
    }
    SUBCASE("with a word") {
        partner_types(script, false);
    }
    SUBCASE("with the link") {
        script.cut();
    }
    SUBCASE("with the chat") {
        script.end(protocol::ConversationEnd::partner_left);
    }
    CHECK_FALSE(script.page().partner_typing);
}

TEST_CASE("what one types on another device is not the partner's typing") {
    ClientScript script;
    script.chat();
    script.receive(protocol::TypingChanged{script_conversation, script_you, true});
    CHECK_FALSE(script.page().partner_typing);
    script.receive(protocol::TypingChanged{ConversationId{9, 9}, script_stranger, true});
    CHECK_FALSE(script.page().partner_typing);
}

// --- seen ------------------------------------------------------------------------------------------------------------

TEST_CASE("a text is seen while the page is in front and its end in view") {
    ClientScript script;
    script.chat();
    script.hear("look");
    CHECK(seen_said(script) == 2);
    script.pass(limits::receipt_interval);

    SUBCASE("in the background") {
        script.feed(Looking{false, true});
    }
    SUBCASE("scrolled up") {
        script.feed(Looking{true, false});
    }
    script.hear("and here");
    CHECK(seen_said(script) == 0);
    script.pass(seconds(10));
    CHECK(seen_said(script) == 0);
    script.feed(Looking{true, true});
    CHECK(seen_said(script) == 3);
}

TEST_CASE("receipts are throttled, and the last one comes") {
    ClientScript script;
    script.chat();
    script.hear("one");
    CHECK(seen_said(script) == 2);
    script.hear("two");
    CHECK(seen_said(script) == 0);
    script.hear("three");
    CHECK(seen_said(script) == 0);
    script.pass(limits::receipt_interval);
    CHECK(script.all_sent<protocol::MarkSeen>().size() == 1);
    CHECK(seen_said(script) == 4);
    script.pass(seconds(10));
    CHECK(seen_said(script) == 0);
}

TEST_CASE("one's own texts need no receipt") {
    ClientScript script;
    script.chat();
    script.deliver(script.say("mine"));
    CHECK(seen_said(script) == 0);
    script.pass(seconds(5));
    CHECK(seen_said(script) == 0);
}

TEST_CASE("after a resume the receipt is said again, since it may have been lost") {
    ClientScript script;
    script.chat();
    script.hear("look");
    REQUIRE(seen_said(script) == 2);
    script.cut();
    script.feed(Looking{false, true});
    script.reconnect();
    script.pass(limits::receipt_interval);
    CHECK(script.page().log.size() == 1);
    script.cut();
    script.reconnect();
    CHECK(seen_said(script) == 2);
}

TEST_CASE("what is not seen before a drop is not said to be after it") {
    ClientScript script;
    script.chat();
    script.feed(Looking{false, true});
    script.hear("nobody looks");
    script.cut();
    script.reconnect();
    CHECK(seen_said(script) == 0);
    script.feed(Looking{true, true});
    CHECK(seen_said(script) == 2);
}

TEST_CASE("the partner's receipt marks what it covers, and never goes back") {
    ClientScript script;
    script.chat();
    const MessageId one = script.say("one");
    const MessageId two = script.say("two");
    script.say("three");
    script.deliver(one);
    script.deliver(two);
    const auto& log = script.page().log;
    partner_saw(script, 2);
    CHECK(log[0].state == SendState::seen);
    CHECK(log[1].state == SendState::delivered);
    partner_saw(script, 3);
    CHECK(log[1].state == SendState::seen);
    CHECK(log[2].state == SendState::sending);
    partner_saw(script, 2);
    CHECK(log[1].state == SendState::seen);
    script.receive(protocol::Ack{one, script_conversation, protocol::StreamPosition{1, 2}});
    CHECK(log[0].state == SendState::seen);
}

TEST_CASE("a receipt that overtakes the proof of delivery counts when the proof comes") {
    ClientScript script;
    script.chat();
    const MessageId said = script.say("fast reader");
    partner_saw(script, 2);
    CHECK(script.page().log[0].state == SendState::sending);
    script.deliver(said);
    CHECK(script.page().log[0].state == SendState::seen);
}

TEST_CASE("a receipt of another chat, another epoch or oneself marks nothing") {
    ClientScript script;
    script.chat();
    script.deliver(script.say("one"));
    script.receive(protocol::SeenUpTo{{ConversationId{9, 9}, {1, 2}}, script_stranger});
    script.receive(protocol::SeenUpTo{{script_conversation, {2, 2}}, script_stranger});
    script.receive(protocol::SeenUpTo{{script_conversation, {1, 2}}, script_you});
    CHECK(script.page().log[0].state == SendState::delivered);
}

// --- presence --------------------------------------------------------------------------------------------------------

TEST_CASE("a page in the background is away, and the server is told at each change") {
    ClientScript script;
    script.chat();
    CHECK(presence_said(script).empty());
    script.feed(Looking{false, true});
    CHECK(presence_said(script) == std::vector{Presence::away});
    script.feed(Looking{false, false});
    CHECK(presence_said(script).empty());
    script.feed(Looking{true, false});
    CHECK(presence_said(script) == std::vector{Presence::here});
}

TEST_CASE("after a WELCOME whoever is away says so again") {
    ClientScript script;
    script.connect();
    CHECK(presence_said(script).empty());
    script.feed(Looking{false, true});
    script.cut();
    script.reconnect();
    CHECK(presence_said(script) == std::vector{Presence::away});
    script.cut();
    script.feed(Looking{true, true});
    script.greet();
    script.welcome();
    CHECK(presence_said(script).empty());
}

TEST_CASE("the partner is here, away, and gone when the chat is over") {
    ClientScript script;
    script.chat();
    CHECK(script.page().partner == Presence::here);
    partner_is(script, Presence::away);
    CHECK(script.page().partner == Presence::away);
    script.receive(protocol::PresenceChanged{script_conversation, script_you, Presence::here});
    CHECK(script.page().partner == Presence::away);
    partner_is(script, Presence::here);
    CHECK(script.page().partner == Presence::here);
    partner_is(script, Presence::away);
    script.end(protocol::ConversationEnd::partner_left);
    CHECK(script.page().partner == Presence::gone);
    script.search();
    CHECK(script.page().partner == Presence::here);
}

TEST_CASE("signs are sent once: nobody waits for their answer, and a refusal of one changes nothing") {
    ClientScript script;
    script.chat();
    script.feed(Composing{true});
    const MessageId typing = script.sent<protocol::SetTyping>();
    script.refuse(typing, protocol::NackCode::not_in_conversation);
    CHECK(script.page().phase == Phase::chatting);
    script.cut();
    script.reconnect();
    CHECK(typing_said(script).empty());
}
