#include "server/tests/net/server_bench.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::test;

namespace {

struct FaultyBench : ServerBench {
    FaultyBench() : ServerBench([](config::Config& config) { config.test_faults = true; }) {}

    int inflict(const std::string& session, const std::string& fault, const std::string& headers = {}) {
        const auto reply = ask(port(), post("/test/faults", "{\"session_id\":\"" + session + "\"," + fault + "}",
                                            "Content-Type: application/json\r\n" + headers));
        return reply ? reply->status : 0;
    }
};

}  // namespace

TEST_CASE("without --test-faults there is no such address") {
    ServerBench bench;
    CHECK(ask(bench.port(), post("/test/faults", "{}", "Content-Type: application/json\r\n"))->status == 404);
}

TEST_CASE("cut: the connection ends without a close frame, and the partner sees somebody go away") {
    FaultyBench bench;
    Person one(bench.port());
    Person two(bench.port());
    const std::string session = greet(one);
    greet(two);
    match(one, two);
    CHECK(bench.inflict(session, "\"fault\":\"cut\"") == 204);
    CHECK(one.socket().read_close() == 1006);
    CHECK(two.next("PRESENCE").at("data").at("presence") == "away");
    CHECK(bench.inflict(session, "\"fault\":\"cut\"") == 404);  // no connection any more
}

TEST_CASE("stall: what is said meanwhile arrives afterwards, in order") {
    FaultyBench bench;
    Person one(bench.port());
    Person two(bench.port());
    const std::string session = greet(one);
    greet(two);
    const std::string conversation = match(one, two);
    CHECK(bench.inflict(session, "\"fault\":\"stall\",\"ms\":700") == 204);
    one.say(conversation, "from the dark");
    two.say(conversation, "to the dark");
    CHECK_FALSE(two.next("ACK").empty());
    CHECK(two.next("CHAT_MESSAGE").at("data").at("text") == "from the dark");
    CHECK(one.next_of({"CHAT_MESSAGE", "ACK"}).at("type") == "CHAT_MESSAGE");
    CHECK_FALSE(one.next("ACK").empty());
}

TEST_CASE("stall: the session is taken over from a half-open connection, which never hears of it") {
    FaultyBench bench;
    Person one(bench.port());
    const std::string session = greet(one);
    CHECK(bench.inflict(session, "\"fault\":\"stall\",\"ms\":600000") == 204);
    one.socket().send_close(1000);
    Person again(bench.port(), one.token());
    again.hello_again(session);
    const auto welcome = again.next("WELCOME");
    CHECK(welcome.at("data").at("session_id") == session.c_str());
    CHECK(welcome.at("data").at("recovered") == true);
    CHECK(one.socket().read_close() == 1006);
}

TEST_CASE("drop_acks: that many answers are lost, also over a new connection") {
    FaultyBench bench;
    Person one(bench.port());
    const std::string session = greet(one);
    CHECK(bench.inflict(session, "\"fault\":\"drop_acks\",\"count\":2") == 204);
    one.send("PING");
    one.socket().raw().reset();
    Person again(bench.port(), one.token());
    again.hello_again(session);
    CHECK(again.next_of({"ACK", "WELCOME"}).at("type") == "WELCOME");
    again.send("PING");
    CHECK_FALSE(again.next("ACK").empty());
}

TEST_CASE("drop_pushes: that many pushes are lost") {
    FaultyBench bench;
    Person one(bench.port());
    Person two(bench.port());
    const std::string session = greet(one);
    greet(two);
    const std::string conversation = match(one, two);
    CHECK(bench.inflict(session, "\"fault\":\"drop_pushes\",\"count\":1") == 204);
    two.say(conversation, "lost");
    two.say(conversation, "found");
    CHECK(one.next("CHAT_MESSAGE").at("data").at("text") == "found");
}

TEST_CASE("expire_position: who comes back then is told that something is missing") {
    FaultyBench bench;
    Person one(bench.port());
    Person two(bench.port());
    const std::string session = greet(one);
    greet(two);
    const std::string conversation = match(one, two);
    one.socket().raw().reset();
    CHECK(two.next("PRESENCE").at("data").at("presence") == "away");
    two.say(conversation, "missed");
    CHECK_FALSE(two.next("ACK").empty());
    CHECK(bench.inflict(session, "\"fault\":\"expire_position\"") == 204);
    Person again(bench.port(), one.token());
    again.hello_again(session, conversation, 1);
    CHECK(again.next("WELCOME").at("data").at("recovered") == false);
    CHECK_FALSE(again.next("NEW_MATCH").empty());
}

TEST_CASE("close: with a code of the table") {
    FaultyBench bench;
    Person one(bench.port());
    const std::string session = greet(one);
    CHECK(bench.inflict(session, "\"fault\":\"close\",\"code\":1012") == 204);
    CHECK(one.socket().read_close() == 1012);
}

TEST_CASE("what is no fault is refused with a sentence, and so are another site's page and what a proxy brings") {
    FaultyBench bench;
    const std::string id = "00000000-0000-4000-8000-000000000001";
    for (const char* fault :
         {"\"fault\":\"flood\"", "\"fault\":7", "\"fault\":\"stall\"", "\"fault\":\"stall\",\"ms\":0",
          "\"fault\":\"stall\",\"ms\":\"9\"", "\"fault\":\"stall\",\"ms\":600001", "\"fault\":\"drop_acks\"",
          "\"fault\":\"drop_acks\",\"count\":1001", "\"fault\":\"drop_pushes\",\"count\":1.5", "\"fault\":\"close\"",
          "\"fault\":\"close\",\"code\":1006", "\"fault\":\"close\",\"code\":3000"}) {
        CAPTURE(fault);
        CHECK(bench.inflict(id, fault) == 422);
    }
    CHECK(bench.inflict(id, "\"fault\":\"cut\",\"hard\":true") == 422);
    CHECK(bench.inflict("nobody", "\"fault\":\"cut\"") == 422);
    CHECK(bench.inflict(id, "\"fault\":\"cut\"") == 404);
    CHECK(bench.inflict(id, "\"fault\":\"cut\"", "Origin: https://evil.example\r\n") == 403);
    CHECK(bench.inflict(id, "\"fault\":\"cut\"", "X-Forwarded-For: 192.0.2.7\r\n") == 404);
    CHECK(ask(bench.port(), post("/test/faults", "{", "Content-Type: application/json\r\n"))->status == 400);
    CHECK(ask(bench.port(), post("/test/faults", "[]", "Content-Type: application/json\r\n"))->status == 400);
    CHECK(ask(bench.port(), post("/test/faults", "{}", "Content-Type: text/plain\r\n"))->status == 415);
}

TEST_CASE("a server with test faults says so in its log") {
    FaultyBench bench;
    bench.stop();
    CHECK(bench.log_text().find("server.test_faults_on") != std::string::npos);
}
