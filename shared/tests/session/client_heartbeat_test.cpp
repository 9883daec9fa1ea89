#include "shared/tests/session/client_script.hpp"

using namespace stimchat;
using namespace stimchat::session;
using protocol::CloseCode;

namespace {

/// Somebody looks at the page, or has it in the background.
void look(ClientScript& script, bool is_in_front) {
    script.feed(Looking{is_in_front, true});
    for (const auto& presence : script.all_sent<protocol::SetPresence>())
        script.acknowledge(presence.first);
}

}  // namespace

TEST_CASE("a silent link is probed, and dropped if it stays silent") {
    ClientScript script;
    script.connect();
    Duration patience = limits::probe_timeout;
    SUBCASE("somebody is looking") {}
    SUBCASE("nobody is looking") {
        look(script, false);
        patience = limits::ack_timeout;
    }
    script.pass(limits::heartbeat_interval);
    REQUIRE(script.has_sent<protocol::Ping>());
    script.acknowledge(script.sent<protocol::Ping>());
    CHECK(script.page().link == Link::up);

    script.pass(limits::heartbeat_interval);
    REQUIRE(script.has_sent<protocol::Ping>());
    script.pass(patience - milliseconds(1));
    CHECK(script.page().link == Link::up);
    script.pass(milliseconds(1));
    REQUIRE(script.effect<CloseLink>() != nullptr);
    CHECK(script.effect<CloseLink>()->code == static_cast<std::uint16_t>(CloseCode::heartbeat_timeout));
    CHECK(script.page().link == Link::waiting);
    script.close(CloseCode::heartbeat_timeout);
    script.reconnect();
}

TEST_CASE("any frame is a sign of life") {
    ClientScript script;
    script.chat();
    script.pass(limits::heartbeat_interval);
    REQUIRE(script.has_sent<protocol::Ping>());
    script.pass(limits::probe_timeout - milliseconds(1));
    script.hear("no answer, but alive");
    script.pass(limits::probe_timeout);
    CHECK(script.page().link == Link::up);
}

TEST_CASE("who only listens pings too, so that the server knows that somebody is there") {
    ClientScript script;
    script.chat();
    script.feed(Looking{true, false});  // no receipts, which would tell the server as well
    int pings = 0;
    for (int second = 0; second < 120; ++second) {
        script.pass(seconds(1));
        for (const auto& ping : script.all_sent<protocol::Ping>()) {
            ++pings;
            script.acknowledge(ping.first);
        }
        script.hear("still talking");
    }
    CHECK(pings >= 3);
    CHECK(script.page().phase == Phase::chatting);
}

TEST_CASE("a link that may be dead is probed at once") {
    ClientScript script;
    script.chat();
    SUBCASE("the network came back") {
        script.feed(ReconnectNow{});
    }
    SUBCASE("the person asks") {
        script.feed(ReconnectNow{true});
    }
    SUBCASE("the page comes to the front") {
        look(script, false);
        CHECK_FALSE(script.has_sent<protocol::Ping>());
        script.feed(Looking{true, true});
    }
    CHECK(script.all_sent<protocol::Ping>().size() == 1);
    script.feed(ReconnectNow{});
    CHECK_FALSE(script.has_sent<protocol::Ping>());  // one is enough
    script.pass(limits::probe_timeout);
    CHECK(script.page().link == Link::waiting);
    CHECK(script.page().phase == Phase::chatting);
}

TEST_CASE("the first resend of a text probes a link that was silent meanwhile") {
    ClientScript script;
    script.chat();
    const MessageId id = script.say("is anybody there?");
    script.pass(limits::resend_interval);
    CHECK(script.has_sent<protocol::SendText>());
    SUBCASE("dropped if it stays silent, long before the heartbeat would find out") {
        script.pass(limits::probe_timeout);
        CHECK(script.page().link == Link::waiting);
        CHECK(script.page().phase == Phase::chatting);
    }
    SUBCASE("kept if it answers") {
        script.deliver(id);
        script.pass(limits::probe_timeout);
        CHECK(script.page().link == Link::up);
    }
    SUBCASE("kept if anything else is heard") {
        script.hear("still here");
        script.pass(limits::probe_timeout);
        CHECK(script.page().link == Link::up);
    }
}

TEST_CASE("after a long sleep the link is probed before it is given up, unless a probe went unanswered before") {
    ClientScript script;
    script.chat();
    script.sleep(hours(1));
    CHECK(script.has_sent<protocol::Ping>());
    CHECK(script.page().link == Link::up);
    script.sleep(hours(1));
    CHECK(script.page().link == Link::waiting);
}

TEST_CASE("a page that comes to the front does not wait for the link, but for the time that the server asked for") {
    ClientScript script;
    script.connect();
    look(script, false);
    SUBCASE("lost") {
        script.cut();
        script.feed(Looking{true, true});
        CHECK(script.page().link == Link::connecting);
    }
    SUBCASE("restarting") {
        script.receive(protocol::System{protocol::SystemNotice::draining, seconds(7)});
        script.close(CloseCode::service_restart);
        script.feed(Looking{true, true});
        script.feed(ReconnectNow{});
        CHECK(script.page().link == Link::waiting);
        CHECK(*script.page().retry_at == script.now() + seconds(7));
        script.feed(ReconnectNow{true});  // but the person may insist
        CHECK(script.page().link == Link::connecting);
    }
}

TEST_CASE("a server that restarts says so, and when to come back") {
    ClientScript script;
    script.chat();
    CHECK_FALSE(script.page().restarting);
    script.receive(protocol::System{protocol::SystemNotice::draining, seconds(20)});
    CHECK(script.page().restarting);
    CHECK(script.page().phase == Phase::chatting);
    script.close(CloseCode::service_restart);
    CHECK(*script.page().retry_at >= script.now() + seconds(20));
    script.reconnect(protocol::Standing::idle, false);
    CHECK_FALSE(script.page().restarting);
    // It asked once.
    script.cut();
    CHECK(*script.page().retry_at <= script.now() + limits::backoff_base);
}
