#include "server/app/ban_book.hpp"
#include "server/tests/net/server_bench.hpp"

#include <chrono>
#include <list>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::test;

namespace {

void wait_until_healthy(std::uint16_t port) {
    const auto give_up_at = std::chrono::steady_clock::now() + patience;
    while (ask(port, get("/health"))->status != 200)
        REQUIRE(std::chrono::steady_clock::now() < give_up_at);
}

}  // namespace

TEST_CASE("two strangers meet, chat and part, over one port with the page and the API") {
    ServerBench bench;
    CHECK(ask(bench.port(), get("/"))->header("Content-Type") == "text/html; charset=utf-8");
    CHECK(ask(bench.port(), get("/health"))->status == 200);
    CHECK(ask(bench.port(), get("/ready"))->status == 200);

    Person one(bench.port());
    Person two(bench.port());
    const std::string conversation = meet(one, two);
    one.say(conversation, "hello there");
    CHECK_FALSE(one.next("ACK").empty());
    CHECK(two.next("CHAT_MESSAGE").at("data").at("text") == "hello there");
    two.send("LEAVE", "\"conversation_id\":\"" + conversation + "\"");
    CHECK_FALSE(one.next("CONVERSATION_ENDED").empty());
}

TEST_CASE("a report ends the chat and is in the database") {
    ServerBench bench;
    Person one(bench.port());
    Person two(bench.port());
    const std::string conversation = meet(one, two);
    two.say(conversation, "buy this");
    one.next("CHAT_MESSAGE");
    CHECK(ask(bench.port(), report_request(one, conversation))->status == 201);
    CHECK_FALSE(two.next("CONVERSATION_ENDED").empty());
    CHECK(bench.open_reports() == 1);
    CHECK(ask(bench.port(), report_request(one, "00000000-0000-4000-8000-000000000000"))->status == 404);
}

TEST_CASE("while the database is away, chats go on, reports wait, and health says so") {
    ServerBench bench;
    Person one(bench.port());
    Person two(bench.port());
    const std::string conversation = meet(one, two);
    bench.database_away() = true;
    const auto refused = ask(bench.port(), report_request(one, conversation));
    REQUIRE(refused);
    CHECK(refused->status == 503);
    CHECK_FALSE(refused->header("Retry-After").empty());
    CHECK(ask(bench.port(), get("/health"))->status == 503);

    Person three(bench.port());
    Person four(bench.port());
    const std::string other = meet(three, four);
    three.say(other, "still here");
    CHECK(four.next("CHAT_MESSAGE").at("data").at("text") == "still here");

    bench.database_away() = false;
    CHECK(ask(bench.port(), report_request(one, conversation))->status == 201);
    wait_until_healthy(bench.port());
    CHECK(bench.open_reports() == 1);
    bench.stop();
    for (const char* line : {"database.failing", "database.works_again"})
        CHECK(bench.log_text().find(line) != std::string::npos);
}

TEST_CASE("a failed write is an alarm although reading works, until a commit has worked") {
    ServerBench bench;
    Person one(bench.port());
    Person two(bench.port());
    const std::string conversation = meet(one, two);
    bench.database_away() = true;
    CHECK(ask(bench.port(), report_request(one, conversation))->status == 503);
    const auto health = ask(bench.port(), get("/health"));
    REQUIRE(health);
    CHECK(health->status == 503);
    CHECK(health->body.find("Writing fails") != std::string::npos);
    CHECK(ask(bench.port(), get("/ready"))->status == 200);  // people can chat
    bench.database_away() = false;
    wait_until_healthy(bench.port());
}

TEST_CASE("a ban that was committed while its answer was lost reaches a live chat when the database is back") {
    ServerBench bench;
    Person one(bench.port());
    Person two(bench.port());
    Person three(bench.port());
    const std::string conversation = meet(one, two);
    CHECK_FALSE(greet(three).empty());
    CHECK(ask(bench.port(), report_request(one, conversation))->status == 201);

    bench.database_away() = true;
    CHECK(ask(bench.port(), report_request(two, conversation))->status == 503);
    bench.ban_behind_its_back(two.token());
    two.send("PING");
    CHECK_FALSE(two.next("ACK").empty());

    bench.database_away() = false;
    CHECK(two.socket().read_close() == 4001);
    three.send("PING");
    CHECK_FALSE(three.next("ACK").empty());
}

TEST_CASE("the chats are brought in line with the bans in force") {
    struct Chats final : api::BanDesk {
        void imposed(const engine::Ban& ban) override { told += "+" + std::to_string(ban.participant.low); }
        void lifted(ParticipantKey participant) override { told += "-" + std::to_string(participant.low); }
        std::string told;
    } chats;
    const auto ban = [](std::uint64_t who) { return engine::Ban{BanId{1, who}, {0, who}, "spam", {}, {}}; };
    const auto row = [&](std::uint64_t who) { return storage::BanRow{ban(who), "ada", {}, {}}; };
    app::BanBook book(chats);
    book.imposed(ban(1));
    book.imposed(ban(2));
    book.lifted({0, 2});
    CHECK(std::exchange(chats.told, "") == "+1+2-2");
    book.align({row(3)});
    CHECK(std::exchange(chats.told, "") == "-1+3");
    book.align({row(3), row(1)});
    CHECK(std::exchange(chats.told, "") == "-3+3+1");
}

TEST_CASE("a ban is known from the start on, also to a token from before a restart") {
    ServerBench bench;
    const std::string token = mint_token(bench.port());
    {
        Person person(bench.port(), token);
        person.hello();
        CHECK_FALSE(person.next("WELCOME").empty());
    }
    const ParticipantKey key = bench.key_of(token);
    bench.stop();
    bench.start({engine::Ban{BanId{1, 2}, key, "spam", Instant{0}, std::nullopt}});
    Person banned(bench.port(), token);
    banned.hello();
    CHECK(banned.socket().read_close() == 4001);
    Person other(bench.port());
    other.hello();
    CHECK_FALSE(other.next("WELCOME").empty());
}

TEST_CASE("a thousand connections that say nothing are closed, and somebody who speaks is served meanwhile") {
    ServerBench bench;
    std::list<SocketClient> silent;
    for (int i = 0; i < 1000; ++i)
        silent.emplace_back(bench.port());
    Person one(bench.port());
    Person two(bench.port());
    const std::string conversation = meet(one, two);
    one.say(conversation, "hello");
    CHECK_FALSE(two.next("CHAT_MESSAGE").empty());
    for (SocketClient& client : silent) {
        CHECK(client.read_close() == 4500);
        client.send_close(4500);
    }
    two.say(conversation, "still here");
    CHECK_FALSE(one.next("CHAT_MESSAGE").empty());
}

TEST_CASE("no line of the log has an address, a token or a word that anybody wrote") {
    ServerBench bench;
    {
        Person one(bench.port());
        Person two(bench.port());
        const std::string conversation = meet(one, two);
        one.say(conversation, "rhubarb");
        two.next("CHAT_MESSAGE");
        one.socket().send_text("rhubarb that is no JSON");
        bench.database_away() = true;
        ask(bench.port(), report_request(one, conversation));
        ask(bench.port(), get("/rhubarb?token=" + one.token()));
        ask(bench.port(), handshake("Sec-WebSocket-Protocol: rhubarb\r\nOrigin: https://rhubarb.example\r\n"));
        const std::string token = one.token();
        bench.database_away() = false;
        one.socket().raw().reset();
        two.socket().send(Opcode::binary, "rhubarb");
        bench.stop();
        const std::string log = bench.log_text();
        CHECK(log.find("server.stopping") != std::string::npos);
        CHECK(log.find("rhubarb") == std::string::npos);
        CHECK(log.find(token) == std::string::npos);
        CHECK(log.find("v1.") == std::string::npos);
        CHECK(log.find("the note") == std::string::npos);
        CHECK(log.find("127.0.0.1") == std::string::npos);
    }
}

TEST_CASE("a port in use is refused with a sentence") {
    ServerBench bench;
    try {
        ServerBench second([&](config::Config& config) { config.port = bench.port(); });
        FAIL("two servers on one port");
    } catch (const std::exception& fault) {
        CHECK(std::string(fault.what()).find(std::to_string(bench.port())) != std::string::npos);
        CHECK(std::string(fault.what()).find("--port") != std::string::npos);
    }
}
