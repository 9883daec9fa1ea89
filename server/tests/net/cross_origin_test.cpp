#include "server/tests/net/net_bench.hpp"
#include "server/tests/net/raw_client.hpp"
#include "server/tests/net/server_bench.hpp"

#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::test;

namespace {

constexpr auto from_app = "Origin: https://their.app\r\n";
constexpr auto from_evil = "Origin: https://evil.example\r\n";
constexpr auto asks_to_post =
    "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization,content-type\r\n";

std::string options(std::string_view path, const std::string& headers) {
    return "OPTIONS " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

NetBenchSettings with_shared_route() {
    NetBenchSettings settings;
    settings.origins = {"https://their.app"};
    const auto answer = [](const net::HttpRequest& request, const net::Responder& respond) {
        if (request.body == "throw") throw std::runtime_error("a bug");
        if (request.body == "wait") return respond(net::problem_retry_after(503, "/problems/busy", "Busy", "Wait.", 5));
        respond({.status = 201, .content_type = "text/plain", .body = "made", .headers = {}});
    };
    settings.routes = {{net::Method::post, "/shared", answer, /*cross_origin=*/true},
                       {net::Method::post, "/own", answer}};
    settings.files.add("page.html", "<!doctype html>");
    return settings;
}

bool has_cors_headers(const Reply& reply) {
    return reply.head.find("Access-Control-") != std::string::npos;
}

void check_is_shared_with_app(const std::optional<Reply>& reply) {
    REQUIRE(reply);
    CHECK(reply->header("Access-Control-Allow-Origin") == "https://their.app");
    CHECK(reply->header("Access-Control-Expose-Headers") == "Retry-After");
    CHECK(reply->header("Vary") == "Origin");
    CHECK(reply->head.find("Allow-Credentials") == std::string::npos);
}

}  // namespace

TEST_CASE("a page of an allowed origin may read what a cross-origin route answers") {
    NetBench bench(with_shared_route());
    const auto reply = ask(bench.port(), post("/shared", "", from_app));
    check_is_shared_with_app(reply);
    CHECK(reply->status == 201);
    CHECK(reply->body == "made");
}

TEST_CASE("such a page may read every problem of the route, whoever finds it") {
    NetBench bench(with_shared_route());
    const std::string app(from_app);
    std::string many_headers;
    for (std::size_t i = 0; i < net::http_header_count_max; ++i)
        many_headers += "X-" + std::to_string(i) + ": y\r\n";
    const auto status_of = [&](const std::string& request) {
        const auto reply = ask(bench.port(), request);
        check_is_shared_with_app(reply);
        return reply->status;
    };
    CHECK(status_of(post("/shared", "wait", app)) == 503);
    CHECK(status_of(post("/shared", "throw", app)) == 500);
    CHECK(status_of(post("/shared", std::string(net::http_body_bytes_max + 1, 'x'), app)) == 413);
    CHECK(status_of(post("/shared", "", app + many_headers)) == 431);
    CHECK(status_of(get("/shared", app)) == 405);
    CHECK(ask(bench.port(), get("/shared", app))->header("Allow") == "POST, OPTIONS");
}

TEST_CASE("a preflight says what such a page may send, and the connection goes on") {
    NetBench bench(with_shared_route());
    RawClient client(bench.port());
    const auto reply = ask(client, options("/shared", std::string(from_app) + asks_to_post));
    check_is_shared_with_app(reply);
    CHECK(reply->status == 204);
    CHECK(reply->body.empty());
    CHECK(reply->header("Access-Control-Allow-Methods") == "POST");
    CHECK(reply->header("Access-Control-Allow-Headers") == "authorization, content-type");
    CHECK(reply->header("Access-Control-Max-Age") == "7200");
    CHECK(reply->header("Content-Type").empty());
    CHECK(ask(client, post("/shared", "", from_app))->status == 201);
}

TEST_CASE("a preflight of another origin is refused, without a word about sharing") {
    NetBench bench(with_shared_route());
    for (const std::string& origin :
         {std::string(from_evil), std::string("Origin: null\r\n"), std::string("Origin: https://their.app/\r\n"),
          std::string(from_app) + from_evil, "Origin: https://their.app" + std::string(300, 'x') + "\r\n"}) {
        const auto reply = ask(bench.port(), options("/shared", origin + asks_to_post));
        REQUIRE(reply);
        CHECK(reply->status == 403);
        CHECK(reply->body.find("/problems/origin-refused") != std::string::npos);
        CHECK_FALSE(has_cors_headers(*reply));
        CHECK(reply->header("Vary") == "Origin");
    }
}

TEST_CASE("what no page sent gets no such header, and no cache may give it to a page") {
    NetBench bench(with_shared_route());
    for (const std::string& request : {post("/shared", ""), options("/shared", asks_to_post)}) {
        const auto reply = ask(bench.port(), request);
        REQUIRE(reply);
        CHECK_FALSE(has_cors_headers(*reply));
        CHECK(reply->header("Vary") == "Origin");
    }
    const auto plain = ask(bench.port(), options("/shared", ""));
    CHECK(plain->status == 204);
    CHECK(plain->header("Allow") == "POST, OPTIONS");
}

TEST_CASE("other routes, pages and what is not there are never shared") {
    NetBench bench(with_shared_route());
    for (const char* path : {"/own", "/page.html", "/nothing", "/ws", "/shared/", "*"}) {
        for (const std::string& request :
             {options(path, std::string(from_app) + asks_to_post), post(path, "", from_app), get(path, from_app)}) {
            const auto reply = ask(bench.port(), request);
            if (!reply) continue;
            CHECK_FALSE(has_cors_headers(*reply));
            CHECK(reply->status != 204);
        }
    }
    CHECK(ask(bench.port(), options("/own", std::string(from_app) + asks_to_post))->status == 405);
}

TEST_CASE("the whole server shares identities and reports with the origins of its list alone, and not the console") {
    ServerBench bench([](config::Config& config) { config.origins = {"https://their.app"}; });
    for (const char* path : {"/api/v1/identity", "/api/v1/report"}) {
        const auto preflight = ask(bench.port(), options(path, std::string(from_app) + asks_to_post));
        check_is_shared_with_app(preflight);
        CHECK(preflight->status == 204);
        check_is_shared_with_app(ask(bench.port(), post(path, "", from_app)));
        const auto refused = ask(bench.port(), post(path, "", from_evil));
        REQUIRE(refused);
        CHECK(refused->status == 403);
        CHECK_FALSE(has_cors_headers(*refused));
    }
    for (const char* path : {"/api/v1/admin/session", "/api/v1/admin/reports", "/api/v1/admin/bans", "/admin/", "/",
                             "/health", "/client/index.mjs", "/api/openapi.json"}) {
        for (const std::string& request :
             {options(path, std::string(from_app) + asks_to_post), get(path, from_app), post(path, "{}", from_app)}) {
            const auto reply = ask(bench.port(), request);
            REQUIRE(reply);
            CHECK_FALSE(has_cors_headers(*reply));
        }
    }
}
