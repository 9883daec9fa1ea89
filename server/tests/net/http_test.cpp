#include "server/tests/net/net_bench.hpp"
#include "server/tests/net/raw_client.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::test;

namespace {

NetBenchSettings with_routes() {
    NetBenchSettings settings;
    const auto echo = [](const net::HttpRequest& request, const net::Responder& respond) {
        respond({.status = 200, .content_type = "text/plain", .body = request.body, .headers = {}});
    };
    settings.routes = {
        {net::Method::post, "/echo", echo},
        {net::Method::get, "/hello/:name",
         [](const net::HttpRequest& request, const net::Responder& respond) {
             respond({.status = 200, .content_type = "text/plain", .body = request.params.at("name"), .headers = {}});
         }},
        {net::Method::get, "/broken",
         [](const net::HttpRequest&, const net::Responder&) { throw std::runtime_error("the secret words"); }},
        {net::Method::get, "/twice",
         [](const net::HttpRequest&, const net::Responder& respond) {
             respond({.status = 200, .content_type = "text/plain", .body = "first", .headers = {}});
             respond({.status = 200, .content_type = "text/plain", .body = "second", .headers = {}});
         }},
        {net::Method::get, "/never", [](const net::HttpRequest&, const net::Responder&) {}},
    };
    return settings;
}

}  // namespace

TEST_CASE("a route gets its parameters and its body, and answers on a connection that stays open") {
    NetBench bench(with_routes());
    RawClient client(bench.port());
    const auto hello = ask(client, get("/hello/you%20there"));
    REQUIRE(hello);
    CHECK(hello->status == 200);
    CHECK(hello->body == "you there");
    const auto echo = ask(client, post("/echo", "some words"));
    REQUIRE(echo);
    CHECK(echo->body == "some words");
}

TEST_CASE("requests sent one behind the other are answered in order") {
    NetBench bench(with_routes());
    RawClient client(bench.port());
    client.send(get("/hello/one") + get("/hello/two"));
    const auto one = ask(client, "");
    const auto two = ask(client, "");
    REQUIRE(one);
    REQUIRE(two);
    CHECK(one->body == "one");
    CHECK(two->body == "two");
}

TEST_CASE("every answer carries the security headers and is not cached unless it says so") {
    NetBench bench(with_routes());
    for (const char* path : {"/hello/you", "/nothing"}) {
        const auto reply = ask(bench.port(), get(path));
        REQUIRE(reply);
        CHECK(reply->header("Content-Security-Policy").starts_with("default-src 'none'; script-src 'self'"));
        CHECK(reply->header("X-Content-Type-Options") == "nosniff");
        CHECK(reply->header("Referrer-Policy") == "no-referrer");
        CHECK(reply->header("Cross-Origin-Opener-Policy") == "same-origin");
        CHECK(reply->header("Cache-Control") == "no-store");
    }
}

TEST_CASE("what is not there, or not for this method, is answered with a problem document") {
    NetBench bench(with_routes());
    const auto missing = ask(bench.port(), get("/nothing"));
    REQUIRE(missing);
    CHECK(missing->status == 404);
    CHECK(missing->header("Content-Type") == "application/problem+json");
    CHECK(missing->body.find("/problems/not-found") != std::string::npos);

    const auto wrong_method = ask(bench.port(), get("/echo"));
    REQUIRE(wrong_method);
    CHECK(wrong_method->status == 405);
    CHECK(wrong_method->header("Allow") == "POST");

    const auto unknown_method = ask(bench.port(), "BREW /echo HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK((!unknown_method || unknown_method->status == 400));
    const auto options = ask(bench.port(), "OPTIONS /echo HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(options);
    CHECK(options->status == 405);
    CHECK(options->header("Allow") == "POST");
}

TEST_CASE("HEAD gets the headers of GET and no body") {
    NetBench bench(with_routes());
    RawClient client(bench.port());
    const auto head = ask(client, "HEAD /hello/you HTTP/1.1\r\nHost: x\r\n\r\n", /*is_head=*/true);
    REQUIRE(head);
    CHECK(head->status == 200);
    CHECK(head->header("Content-Length") == "3");
    // The connection is still in step.
    const auto next = ask(client, get("/hello/me"));
    REQUIRE(next);
    CHECK(next->body == "me");
}

TEST_CASE("what is a little too long is answered, each with its own problem") {
    NetBench bench(with_routes());
    const auto long_target = ask(bench.port(), get("/" + std::string(net::http_target_bytes_max, 'a')));
    REQUIRE(long_target);
    CHECK(long_target->status == 414);

    std::string many_headers;
    for (std::size_t i = 0; i < net::http_header_count_max; ++i)
        many_headers += "X-" + std::to_string(i) + ": y\r\n";
    const auto headers = ask(bench.port(), get("/hello/you", many_headers));
    REQUIRE(headers);
    CHECK(headers->status == 431);

    const auto large_header =
        ask(bench.port(), get("/hello/you", "X: " + std::string(net::http_header_bytes_max, 'x') + "\r\n"));
    REQUIRE(large_header);
    CHECK(large_header->status == 431);

    const auto large_body = ask(bench.port(), post("/echo", std::string(net::http_body_bytes_max + 1, 'x')));
    REQUIRE(large_body);
    CHECK(large_body->status == 413);
    const auto largest_body = ask(bench.port(), post("/echo", std::string(net::http_body_bytes_max, 'x')));
    REQUIRE(largest_body);
    CHECK(largest_body->status == 200);
}

TEST_CASE("what is far too long, or is no HTTP, is cut off, and the server goes on") {
    NetBench bench(with_routes());
    const std::vector<std::string> hostile{
        get("/" + std::string(1'000'000, 'a')),
        get("/hello/you", "X: " + std::string(1'000'000, 'x') + "\r\n"),
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
        std::string(4096, '\0'),
        "\r\n\r\n\r\nnonsense\r\n\r\n",
    };
    for (const std::string& bytes : hostile) {
        RawClient client(bench.port());
        client.send(bytes);
        CHECK(client.sees_end());
    }
    CHECK(ask(bench.port(), get("/hello/you"))->status == 200);
}

TEST_CASE("an address that cannot be decoded is a bad request") {
    NetBench bench(with_routes());
    for (const char* path : {"/hello/%zz", "/hello/%4", "/hello/%00", "/hello/%0a", "*", "/x?a=%1"}) {
        const auto reply = ask(bench.port(), get(path));
        CHECK((!reply || reply->status == 400));
    }
}

TEST_CASE("a handler that throws is answered for with 500, and the log does not repeat its words") {
    NetBench bench(with_routes());
    const auto reply = ask(bench.port(), get("/broken?token=abc"));
    REQUIRE(reply);
    CHECK(reply->status == 500);
    CHECK(reply->body.find("secret") == std::string::npos);
    CHECK(bench.log_text().find("http.handler_failed") != std::string::npos);
    CHECK(bench.log_text().find("secret") == std::string::npos);
    CHECK(bench.log_text().find("abc") == std::string::npos);
}

TEST_CASE("a second answer to one request is ignored") {
    NetBench bench(with_routes());
    RawClient client(bench.port());
    CHECK(ask(client, get("/twice"))->body == "first");
    CHECK(ask(client, get("/hello/next"))->body == "next");
}

TEST_CASE("a request that never gets complete, and an answer that never comes, end the connection") {
    auto settings = with_routes();
    settings.http.read_timeout = std::chrono::milliseconds(100);
    settings.http.handle_timeout = std::chrono::milliseconds(100);
    NetBench bench(std::move(settings));
    RawClient silent(bench.port());
    RawClient slow(bench.port());
    slow.send("GET /hello/you HTTP/1.1\r\nHost: ");
    RawClient unanswered(bench.port());
    unanswered.send(get("/never"));
    CHECK(silent.sees_end());
    CHECK(slow.sees_end());
    CHECK(unanswered.sees_end());
}

TEST_CASE("an answer to a request with Upgrade ends the connection, whose timers RESTinio has stopped") {
    NetBench bench(with_routes());
    RawClient client(bench.port());
    const auto reply = ask(client, get("/hello/you", "Connection: Upgrade\r\nUpgrade: h2c\r\n"));
    REQUIRE(reply);
    CHECK(reply->status == 200);
    CHECK(client.sees_end());
}

TEST_CASE("connections beyond the bound are closed, and their places are free again afterwards") {
    auto settings = with_routes();
    settings.http.connections_max = 20;
    NetBench bench(std::move(settings));
    {
        std::vector<RawClient> held;
        for (int i = 0; i < 20; ++i) {
            held.emplace_back(bench.port());
            REQUIRE(ask(held.back(), get("/hello/you")));
        }
        RawClient one_too_many(bench.port());
        CHECK(one_too_many.sees_end());
    }
    // Clients that reset their connections at once must not use up places for ever.
    for (int i = 0; i < 200; ++i)
        RawClient(bench.port()).reset();
    const auto give_up_at = std::chrono::steady_clock::now() + patience;
    while (bench.http_connections() > 0 && std::chrono::steady_clock::now() < give_up_at)
        std::this_thread::yield();
    CHECK(bench.http_connections() == 0);
    CHECK(ask(bench.port(), get("/hello/you"))->status == 200);
}
