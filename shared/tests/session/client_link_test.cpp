#include "shared/tests/session/client_script.hpp"

using namespace stimchat;
using namespace stimchat::session;
using protocol::CloseCode;
using protocol::NackCode;

TEST_CASE("before the person agrees nothing is asked of the server") {
    ClientScript script;
    script.feed(Started{"", 0});
    CHECK(script.page().phase == Phase::consent);
    CHECK(script.page().link == Link::down);
    CHECK(script.pass(hours(1)).empty());
    script.feed(FindChat{});
    CHECK(script.count<OpenLink>() + script.count<RequestIdentity>() == 0);
    CHECK(script.page().phase == Phase::consent);
}

TEST_CASE("older terms are shown again, also if there is a token") {
    ClientScript script;
    script.feed(Started{"token-1", 0});
    CHECK(script.page().phase == Phase::consent);
    script.feed(Agree{});
    REQUIRE(script.effect<KeepTerms>() != nullptr);
    CHECK(script.effect<KeepTerms>()->terms == 1);
    CHECK(script.effect<OpenLink>() != nullptr);
    CHECK(script.page().phase == Phase::idle);
}

TEST_CASE("without a token one is asked for, kept, and used") {
    ClientScript script;
    script.feed(Started{"", 1});
    REQUIRE(script.effect<RequestIdentity>() != nullptr);
    CHECK(script.effect<RequestIdentity>()->renew_token.empty());
    CHECK(script.page().link == Link::identifying);
    script.feed(IdentityGranted{"token-9"});
    REQUIRE(script.effect<KeepToken>() != nullptr);
    CHECK(script.effect<KeepToken>()->token == "token-9");
    CHECK(script.effect<OpenLink>() != nullptr);
    script.feed(LinkOpened{});
    const auto hello = script.all_sent<protocol::Hello>();
    REQUIRE(hello.size() == 1);
    CHECK(hello[0].second.token == "token-9");
    CHECK(hello[0].second.client == "script/1");
    CHECK_FALSE(hello[0].second.take_over);
}

TEST_CASE("a kept token and kept terms connect at once, without a dialog") {
    ClientScript script;
    script.start_with_token();
    CHECK(script.page().phase == Phase::idle);
    CHECK(script.count<RequestIdentity>() == 0);
    script.greet();
    script.welcome();
    CHECK(script.page().link == Link::up);
}

TEST_CASE("a refused identity is asked for again, not before the server's time") {
    ClientScript script;
    script.feed(Started{"", 1});
    IdentityRefused refused;
    refused.retry_after = seconds(5);
    script.feed(refused);
    CHECK(script.page().link == Link::waiting);
    REQUIRE(script.page().retry_at.has_value());
    CHECK(*script.page().retry_at >= script.now() + seconds(5));
    script.pass(milliseconds(4999));
    CHECK(script.count<RequestIdentity>() == 0);
    script.pass(seconds(2));
    CHECK(script.count<RequestIdentity>() == 1);
}

TEST_CASE("an identity that never comes is given up and asked for again") {
    ClientScript script;
    script.feed(Started{"", 1});
    script.pass(limits::ack_timeout);
    CHECK(script.page().link == Link::waiting);
    script.pass(seconds(1));
    CHECK(script.count<RequestIdentity>() == 1);
    // The first answer comes now: it is as good as the second, and the second is then one too many.
    script.feed(IdentityGranted{"token-1"});
    CHECK(script.page().link == Link::connecting);
    script.feed(IdentityGranted{"token-2"});
    CHECK(script.count<KeepToken>() == 0);
}

TEST_CASE("a connection that does not come about is given up and tried again") {
    ClientScript script;
    script.start_with_token();
    script.pass(limits::ack_timeout);
    CHECK(script.count<CloseLink>() == 1);
    CHECK(script.page().link == Link::waiting);
    // Only one connection at a time: the next one waits for the end of this one.
    CHECK(script.pass(minutes(5)).empty());
    script.close(CloseCode::abnormal);
    CHECK(script.count<OpenLink>() == 1);
}

TEST_CASE("a HELLO without an answer is given up") {
    ClientScript script;
    script.start_with_token();
    script.greet();
    script.pass(limits::ack_timeout);
    CHECK(script.count<CloseLink>() == 1);
    script.close(CloseCode::abnormal);
    script.reconnect();
}

TEST_CASE("losses wait longer and longer, up to the cap, and start over after a WELCOME") {
    constexpr std::uint64_t seed = 11;
    CAPTURE(seed);
    ClientScript script(seed);
    script.start_with_token();
    Duration longest{};
    for (int attempt = 0; attempt < 30; ++attempt) {
        script.close(CloseCode::abnormal);
        REQUIRE(script.page().retry_at.has_value());
        const Duration wait = *script.page().retry_at - script.now();
        CHECK(wait <= limits::backoff_cap);
        longest = std::max(longest, wait);
        script.pass(wait);
        REQUIRE(script.page().link == Link::connecting);
    }
    CHECK(longest > seconds(10));
    script.greet();
    script.welcome();
    script.close(CloseCode::service_restart);
    CHECK(*script.page().retry_at - script.now() <= limits::backoff_base);
}

TEST_CASE("the person, or a network that comes back, need not wait") {
    ClientScript script;
    script.start_with_token();
    script.close(CloseCode::try_again_later);
    script.feed(ReconnectNow{});
    CHECK(script.count<OpenLink>() == 1);
    CHECK(script.page().link == Link::connecting);
    script.feed(ReconnectNow{});
    CHECK(script.count<OpenLink>() == 0);
}

TEST_CASE("an expired token is renewed") {
    ClientScript script;
    script.start_with_token();
    script.greet();
    script.refuse(script.hello(), NackCode::token_expired);
    script.close(CloseCode::token_refused);
    CHECK(script.page().phase == Phase::idle);
    CHECK(script.page().link == Link::waiting);
    script.pass(limits::backoff_base);
    REQUIRE(script.effect<RequestIdentity>() != nullptr);
    CHECK(script.effect<RequestIdentity>()->renew_token == "token-1");
    script.feed(IdentityGranted{"token-2"});
    CHECK(script.effect<KeepToken>()->token == "token-2");
    script.greet();
    script.welcome();
}

TEST_CASE("an invalid token is forgotten, and another identity asked for") {
    ClientScript script;
    script.start_with_token();
    script.greet();
    script.refuse(script.hello(), NackCode::token_invalid);
    script.close(CloseCode::token_refused);
    REQUIRE(script.effect<KeepToken>() != nullptr);
    CHECK(script.effect<KeepToken>()->token.empty());
    script.pass(limits::backoff_base);
    REQUIRE(script.effect<RequestIdentity>() != nullptr);
    CHECK(script.effect<RequestIdentity>()->renew_token.empty());
}

TEST_CASE("close code 4004 alone forgets the token too") {
    ClientScript script;
    script.connect();
    script.close(CloseCode::token_refused);
    CHECK(script.effect<KeepToken>()->token.empty());
    CHECK(script.page().link == Link::waiting);
}

TEST_CASE("tokens that are refused again and again do not make a fast loop") {
    constexpr std::uint64_t seed = 3;
    CAPTURE(seed);
    ClientScript script(seed);
    script.feed(Started{"", 1});
    int identities = 0;
    const Instant start = script.now();
    while (script.now() < start + minutes(10)) {
        if (script.page().link == Link::identifying) {
            ++identities;
            script.feed(IdentityGranted{"token-x"});
        }
        if (script.page().link == Link::connecting) script.greet();
        if (script.page().link == Link::greeting) {
            script.refuse(script.hello(), NackCode::token_invalid);
            script.close(CloseCode::token_refused);
        }
        script.pass(milliseconds(100));
    }
    CHECK(identities < 120);
}

TEST_CASE("a token that cannot be renewed is forgotten, one whose renewal only failed is not") {
    ClientScript script;
    script.start_with_token();
    script.greet();
    script.refuse(script.hello(), NackCode::token_expired);
    script.close(CloseCode::token_refused);
    script.wait_for_retry();
    script.feed(IdentityRefused{});
    CHECK(script.count<KeepToken>() == 0);
    script.wait_for_retry();
    CHECK(script.effect<RequestIdentity>()->renew_token == "token-1");

    IdentityRefused refused;
    refused.token_refused = true;
    script.feed(refused);
    REQUIRE(script.effect<KeepToken>() != nullptr);
    CHECK(script.effect<KeepToken>()->token.empty());
    script.wait_for_retry();
    REQUIRE(script.effect<RequestIdentity>() != nullptr);
    CHECK(script.effect<RequestIdentity>()->renew_token.empty());
}

TEST_CASE("a server that is full is asked again when it says") {
    ClientScript script;
    script.start_with_token();
    script.greet();
    script.refuse(script.hello(), NackCode::server_full, seconds(20));
    script.close(CloseCode::try_again_later);
    CHECK(script.page().link == Link::waiting);
    CHECK(*script.page().retry_at >= script.now() + seconds(20));
}

TEST_CASE("a refused HELLO whose close never comes is closed from here") {
    ClientScript script;
    script.start_with_token();
    script.greet();
    script.refuse(script.hello(), NackCode::already_connected);
    CHECK(script.page().phase == Phase::idle);
    script.pass(seconds(2));
    CHECK(script.count<CloseLink>() == 1);
    CHECK(script.page().phase == Phase::elsewhere);
}

TEST_CASE("a second tab is told so, stays away, and can take over") {
    ClientScript script;
    script.start_with_token();
    script.greet();
    script.refuse(script.hello(), NackCode::already_connected);
    script.close(CloseCode::already_connected);
    CHECK(script.page().phase == Phase::elsewhere);
    CHECK(script.page().link == Link::down);
    CHECK(script.pass(hours(1)).empty());

    script.feed(UseHere{});
    CHECK(script.page().phase == Phase::idle);
    script.feed(LinkOpened{});
    const auto hello = script.all_sent<protocol::Hello>();
    REQUIRE(hello.size() == 1);
    CHECK(hello[0].second.take_over);
    script.receive(ClientScript::welcome_of(protocol::Standing::idle, true));
    CHECK(script.page().link == Link::up);
}

TEST_CASE("the tab that was taken over shows it") {
    ClientScript script;
    script.chat();
    script.say("half a sentence");
    script.close(CloseCode::taken_over);
    CHECK(script.page().phase == Phase::elsewhere);
    CHECK(script.page().link == Link::down);
    CHECK(script.page().log[0].state == delivery::SendState::failed);
}

TEST_CASE("a close code that forbids going on is final") {
    for (const CloseCode code : {CloseCode::version_unsupported, CloseCode::unreadable_frames,
                                 CloseCode::policy_violation, CloseCode::message_too_big}) {
        ClientScript script;
        script.connect();
        script.close(code);
        CHECK(script.page().phase == Phase::failed);
        CHECK(script.page().link == Link::down);
        CHECK(script.pass(hours(1)).empty());
    }
}

TEST_CASE("frames of a connection that was given up are not read") {
    ClientScript script;
    script.chat();
    script.hear_at(9, "after a gap");
    REQUIRE(script.effect<CloseLink>() != nullptr);
    script.hear_at(2, "too late");
    CHECK(script.page().log.empty());
    script.close(CloseCode::stream_gap);
    script.reconnect();
}

TEST_CASE("a frame of an unknown type is skipped, one that cannot be read costs the link") {
    ClientScript script;
    script.chat();
    script.feed(FrameReceived{R"({"type":"HOLOGRAM","message_id":"00000000-0000-4000-8000-000000000001","data":{},)"
                              R"("timestamp":"2026-01-01T00:00:00.000Z"})"});
    CHECK(script.page().link == Link::up);
    script.feed(FrameReceived{"<html>"});
    CHECK(script.effect<CloseLink>() != nullptr);
    CHECK(script.page().phase == Phase::chatting);
}

TEST_CASE("a connection cut at any point of the way up is tried again") {
    ClientScript script;
    SUBCASE("connecting") {
        script.start_with_token();
    }
    SUBCASE("greeting") {
        script.start_with_token();
        script.greet();
    }
    SUBCASE("between ACK and WELCOME") {
        script.start_with_token();
        script.greet();
        script.acknowledge(script.hello());
    }
    SUBCASE("up") {
        script.connect();
    }
    script.close(CloseCode::abnormal);
    CHECK(script.page().phase == Phase::idle);
    script.reconnect();
    CHECK(script.links_opened() == 2);
}
