#include "server/app/stop_plan.hpp"
#include "server/tests/net/server_bench.hpp"

#include <string>
#include <thread>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::test;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Asks until the server has noticed that it is to stop.
Reply first_unready(std::uint16_t port) {
    for (;;) {
        const auto reply = ask(port, get("/ready"));
        if (!reply) throw std::runtime_error("no answer");
        if (reply->status != 200) return *reply;
    }
}

}  // namespace

TEST_CASE("a stop takes half of the grace at most, whatever that is") {
    for (const Duration grace : {seconds(1), seconds(2), seconds(30), minutes(60)}) {
        const auto plan = app::plan_stop(grace);
        CHECK(plan.chats_for > Duration{0});
        CHECK(plan.chats_for < plan.closed_within);
        CHECK(plan.closed_within < plan.ends_within);
        CHECK(plan.ends_within * 2 < grace);
    }
}

TEST_CASE("a stop tells everybody with 1012, and ends when all are gone") {
    ServerBench bench;
    Person one(bench.port());
    Person two(bench.port());
    meet(one, two);
    Person silent(bench.port());
    std::thread stopping([&] { bench.stop(); });
    for (Person* person : {&silent, &one, &two}) {
        CHECK(person->socket().read_close() == 1012);
        person->socket().send_close(1012);
        CHECK(person->socket().raw().sees_end());
    }
    stopping.join();
    CHECK_THROWS(RawClient(bench.port()));
    for (const char* step : {"server.stopping", "server.ending", "all is done"})
        CHECK(contains(bench.log_text(), step));
}

TEST_CASE("while it stops, a chat goes on and can be resumed, and nobody new is taken") {
    ServerBench bench([](config::Config& config) { config.stop_grace = minutes(10); });
    Person one(bench.port());
    Person two(bench.port());
    const std::string session = greet(one);
    greet(two);
    const std::string conversation = match(one, two);
    bench.server().stop();

    const Reply unready = first_unready(bench.port());
    CHECK(unready.status == 503);
    CHECK_FALSE(unready.header("Retry-After").empty());
    const auto newcomer = ask(bench.port(), post("/api/v1/identity", ""));
    REQUIRE(newcomer);
    CHECK(newcomer->status == 503);
    CHECK(contains(newcomer->body, "/problems/not-ready"));
    CHECK(std::stoi(newcomer->header("Retry-After")) > 200);

    one.say(conversation, "still here");
    CHECK(two.next("CHAT_MESSAGE").at("data").at("text") == "still here");
    one.socket().raw().reset();
    Person again(bench.port(), one.token());
    again.hello_again(session);
    CHECK(again.next("WELCOME").at("data").at("standing") == "chatting");
    two.say(conversation, "welcome back");
    auto heard = again.next("CHAT_MESSAGE");
    while (!heard.empty() && heard.at("data").at("text") != "welcome back")
        heard = again.next("CHAT_MESSAGE");
    CHECK_FALSE(heard.empty());

    bench.stop();  // the second time: at once
    CHECK(two.socket().read_close() == 1012);
    CHECK(contains(bench.log_text(), "server.stopping_at_once"));
}

TEST_CASE("a report that comes while the server stops is stored before it ends") {
    ServerBench bench([](config::Config& config) { config.stop_grace = seconds(10); });
    Person one(bench.port());
    Person two(bench.port());
    const std::string conversation = meet(one, two);
    bench.server().stop();
    first_unready(bench.port());
    CHECK(ask(bench.port(), report_request(one, conversation))->status == 201);
    bench.stop();
    CHECK(bench.open_reports() == 1);
}

TEST_CASE("a stop does not wait for ever for clients that answer nothing") {
    ServerBench bench([](config::Config& config) { config.stop_grace = seconds(1); });
    Person stuck(bench.port());
    bench.stop();
    CHECK(stuck.socket().raw().sees_end());
    CHECK(contains(bench.log_text(), "the time is over"));
}
