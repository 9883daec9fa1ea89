#include "shared/session/client_transitions.hpp"
#include "shared/tests/session/client_script.hpp"

using namespace stimchat;
using namespace stimchat::session;
using protocol::CloseCode;
using protocol::NackCode;

TEST_CASE("no happening leads out of a phase twice, and none leads back into consent") {
    for (const PhaseTransition& row : phase_transitions) {
        int same = 0;
        for (const PhaseTransition& other : phase_transitions) {
            same += row.from == other.from && row.happening == other.happening ? 1 : 0;
        }
        CHECK(same == 1);
        CHECK(row.to != Phase::consent);
        CHECK(row.from != Phase::failed);
        CHECK(next_phase(row.from, row.happening) == row.to);
    }
    CHECK(next_phase(Phase::consent, Happening::search_asked) == Phase::consent);
    CHECK(next_phase(Phase::failed, Happening::search_asked) == Phase::failed);
}

TEST_CASE("a link can be dropped from wherever it is, and is welcomed only while it greets") {
    for (const Link link : {Link::down, Link::identifying, Link::connecting, Link::greeting, Link::up, Link::waiting}) {
        CHECK(next_link(link, LinkHappening::dropped) == Link::down);
        CHECK((next_link(link, LinkHappening::welcomed) == Link::up) == (link == Link::greeting || link == Link::up));
    }
}

TEST_CASE("a search asks the server once and ends in a match") {
    ClientScript script;
    script.connect();
    script.feed(FindChat{});
    CHECK(script.page().phase == Phase::searching);
    CHECK(script.page().searching_since == script.now());
    const auto find = script.all_sent<protocol::Find>();
    REQUIRE(find.size() == 1);
    CHECK(find[0].second.terms == 1);
    script.acknowledge(find[0].first);
    script.feed(FindChat{});
    CHECK_FALSE(script.has_sent<protocol::Find>());
    script.match();
    CHECK(script.page().conversation == script_conversation);
    CHECK_FALSE(script.page().searching_since.has_value());
}

TEST_CASE("a search asked before the link is up goes out when it is") {
    ClientScript script;
    script.start_with_token();
    script.feed(FindChat{});
    CHECK(script.page().phase == Phase::searching);
    CHECK_FALSE(script.has_sent<protocol::Find>());
    script.greet();
    script.welcome();
    CHECK(script.has_sent<protocol::Find>());
}

TEST_CASE("a search goes on after a lost link, as a new command") {
    ClientScript script;
    script.connect();
    script.feed(FindChat{});
    const MessageId first = script.sent<protocol::Find>();
    SUBCASE("cut before the answer") {}
    SUBCASE("cut while the server searches") {
        script.acknowledge(first);
    }
    SUBCASE("the server says that it is going down") {
        script.acknowledge(first);
        script.receive(protocol::SearchEnded{protocol::SearchEnd::draining});
    }
    script.close(CloseCode::service_restart);
    CHECK(script.page().phase == Phase::searching);
    script.reconnect();
    CHECK_FALSE(script.sent<protocol::Find>() == first);
    script.match();
}

TEST_CASE("a search that the link loses while it is down stays a search, and can be cancelled") {
    ClientScript script;
    script.connect();
    script.search();
    script.close(CloseCode::abnormal);
    script.feed(CancelSearch{});
    CHECK(script.page().phase == Phase::idle);
    script.reconnect();
    CHECK_FALSE(script.has_sent<protocol::Find>());
}

TEST_CASE("nobody came: the person is told and can try again") {
    ClientScript script;
    script.connect();
    script.search();
    script.receive(protocol::SearchEnded{protocol::SearchEnd::timed_out});
    CHECK(script.page().phase == Phase::no_partner);
    script.search();
    CHECK(script.page().phase == Phase::searching);
}

TEST_CASE("a search that another device cancels is over here, too") {
    ClientScript script;
    script.connect();
    script.search();
    script.receive(protocol::SearchEnded{protocol::SearchEnd::cancelled});
    CHECK(script.page().phase == Phase::idle);
    script.search();
    script.match();
}

TEST_CASE("a FIND without an answer is sent again under the same id, then the link is given up") {
    ClientScript script;
    script.connect();
    script.feed(FindChat{});
    const MessageId find = script.sent<protocol::Find>();
    for (int again = 0; again < 2; ++again) {
        script.pass(limits::ack_timeout);
        CHECK(script.sent<protocol::Find>() == find);
    }
    script.pass(limits::ack_timeout);
    CHECK(script.count<CloseLink>() == 1);
    CHECK(script.page().phase == Phase::searching);
}

TEST_CASE("cancelling tells the server") {
    ClientScript script;
    script.connect();
    script.search();
    script.feed(CancelSearch{});
    CHECK(script.page().phase == Phase::idle);
    script.acknowledge(script.sent<protocol::Cancel>());
    CHECK(script.pass(limits::ack_timeout).empty());
}

TEST_CASE("a match that crosses the cancel is left at once") {
    ClientScript script;
    script.connect();
    script.search();
    script.feed(CancelSearch{});
    const MessageId cancel = script.sent<protocol::Cancel>();
    script.receive(protocol::NewMatch{script_conversation, {1, 1}, script_you, script_stranger});
    CHECK(script.page().phase == Phase::idle);
    const auto leave = script.all_sent<protocol::Leave>();
    REQUIRE(leave.size() == 1);
    CHECK(leave[0].second.conversation == script_conversation);
    script.refuse(cancel, NackCode::not_searching);
    script.acknowledge(leave[0].first);
    CHECK(script.page().notice.empty());
}

TEST_CASE("a match that crosses a cancel and a new search is taken") {
    ClientScript script;
    script.connect();
    script.search();
    script.feed(CancelSearch{});
    const MessageId cancel = script.sent<protocol::Cancel>();
    script.feed(FindChat{});
    const MessageId find = script.sent<protocol::Find>();
    script.match();
    script.refuse(cancel, NackCode::not_searching);
    script.refuse(find, NackCode::already_in_conversation);
    CHECK(script.page().phase == Phase::chatting);
    CHECK(script.page().notice.empty());
}

TEST_CASE("a search refused for now is asked again by itself, not before the server's time") {
    ClientScript script;
    script.connect();
    script.feed(FindChat{});
    const MessageId find = script.sent<protocol::Find>();
    script.refuse(find, NackCode::rate_limited, seconds(3));
    CHECK(script.page().phase == Phase::searching);
    script.pass(milliseconds(2999));
    CHECK_FALSE(script.has_sent<protocol::Find>());
    script.pass(seconds(1));
    CHECK_FALSE(script.sent<protocol::Find>() == find);
}

TEST_CASE("a search refused for good ends, with the reason") {
    ClientScript script;
    script.connect();
    script.feed(FindChat{});
    script.refuse(script.sent<protocol::Find>(), NackCode::consent_required);
    CHECK(script.page().phase == Phase::idle);
    CHECK(script.page().notice == protocol::rule_of(NackCode::consent_required).sentence);
}

TEST_CASE("a search that is refused again and again does not wait forever") {
    ClientScript script;
    script.connect();
    script.feed(FindChat{});
    for (int refusals = 0; script.page().phase == Phase::searching; ++refusals) {
        REQUIRE(refusals < 20);
        if (!script.has_sent<protocol::Find>()) script.pass(*script.session().next_deadline() - script.now());
        if (script.has_sent<protocol::Find>()) script.refuse(script.sent<protocol::Find>(), NackCode::server_full);
    }
    CHECK(script.page().phase == Phase::idle);
    CHECK_FALSE(script.page().notice.empty());
}

TEST_CASE("a ban shows its reason and its end, and is over when it is over") {
    ClientScript script;
    script.connect();
    script.receive(protocol::Banned{"Spam", script.now() + minutes(15)});
    CHECK(script.page().phase == Phase::banned);
    CHECK(script.page().ban_reason == "Spam");
    CHECK(script.page().ban_until == script.now() + minutes(15));
    CHECK(script.page().link == Link::down);
    script.close(CloseCode::banned);

    script.feed(FindChat{});
    CHECK(script.page().phase == Phase::banned);
    script.pass(minutes(15) - milliseconds(1));
    CHECK(script.count<OpenLink>() == 0);
    script.pass(milliseconds(1));
    CHECK(script.page().phase == Phase::idle);
    CHECK(script.count<OpenLink>() == 1);
    CHECK(script.page().ban_reason.empty());
}

TEST_CASE("a permanent ban has no end") {
    ClientScript script;
    script.connect();
    script.receive(protocol::Banned{"Threats", std::nullopt});
    script.close(CloseCode::banned);
    CHECK(script.pass(hours(24 * 365)).empty());
    CHECK(script.page().phase == Phase::banned);
    CHECK_FALSE(script.page().ban_until.has_value());
}

TEST_CASE("a banned participant who comes back is told at the HELLO") {
    ClientScript script;
    script.start_with_token();
    script.greet();
    script.refuse(script.hello(), NackCode::banned);
    script.receive(protocol::Banned{"Spam", script.now() + hours(24)});
    script.close(CloseCode::banned);
    CHECK(script.page().phase == Phase::banned);
    CHECK(script.page().ban_reason == "Spam");
}

TEST_CASE("a ban reaches a live chat at once") {
    ClientScript script;
    script.chat();
    const MessageId said = script.say("still on its way");
    script.receive(protocol::Banned{"Harassment", std::nullopt});
    CHECK(script.page().phase == Phase::banned);
    CHECK(script.page().log[0].state == delivery::SendState::failed);
    script.close(CloseCode::banned);
    script.deliver(said);  // of the closed connection: not read
    CHECK(script.page().log[0].state == delivery::SendState::failed);
    CHECK_FALSE(script.page().conversation.has_value());
}
