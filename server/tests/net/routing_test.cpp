#include "server/net/http_target.hpp"
#include "server/net/origin.hpp"
#include "server/net/route_table.hpp"

#include <doctest/doctest.h>

using namespace stimchat::net;

TEST_CASE("a target is split and decoded once") {
    const auto target = parse_target("/a%2Fb/c%25d?x=1+2&y=%26&z&x=3");
    REQUIRE(target);
    CHECK(target->path == "/a/b/c%d");
    CHECK(target->query.at("x") == "3");
    CHECK(target->query.at("y") == "&");
    CHECK(target->query.at("z").empty());
}

TEST_CASE("a target that is no path or has broken escapes is none") {
    for (const char* text : {"", "x", "http://h/x", "/%", "/%2", "/%gg", "/%00", "/%7f", "/?a=%x", "/?%x=a"}) {
        CHECK_FALSE(parse_target(text));
    }
}

TEST_CASE("a route is found by method and segments, and the others are named for 405") {
    const HttpHandler nothing = [](const HttpRequest&, const Responder&) {};
    const RouteTable routes({{Method::get, "/a/:id", nothing},
                             {Method::post, "/a/:id", nothing},
                             {Method::del, "/a/:id/b", nothing},
                             {Method::get, "/", nothing}});
    const auto found = routes.find(Method::post, "/a/7");
    REQUIRE(found.route != nullptr);
    CHECK(found.route->method == Method::post);
    CHECK(found.params.at("id") == "7");

    const auto wrong_method = routes.find(Method::del, "/a/7");
    CHECK(wrong_method.route == nullptr);
    CHECK(wrong_method.allowed == "GET, HEAD, POST");

    CHECK(routes.find(Method::get, "/").route != nullptr);
    for (const char* path : {"/a", "/a/", "/a/7/", "/a/7/c", "//a/7", "", "a/7"}) {
        CHECK(routes.find(Method::get, path).route == nullptr);
        CHECK(routes.find(Method::get, path).allowed.empty());
    }
}

TEST_CASE("of a path that other origins may call, the methods for them are named") {
    const HttpHandler nothing = [](const HttpRequest&, const Responder&) {};
    const RouteTable routes({{Method::post, "/shared", nothing, /*cross_origin=*/true},
                             {Method::del, "/shared", nothing},
                             {Method::post, "/own", nothing}});
    const auto shared = routes.find(Method::options, "/shared");
    CHECK(shared.route == nullptr);
    CHECK(shared.allowed == "POST, DELETE");
    CHECK(shared.allowed_cross_origin == "POST");
    CHECK(shared.is_cross_origin());
    CHECK(routes.find(Method::post, "/shared").is_cross_origin());
    CHECK_FALSE(routes.find(Method::del, "/shared").is_cross_origin());
    for (const Method method : {Method::options, Method::post, Method::get}) {
        CHECK_FALSE(routes.find(method, "/own").is_cross_origin());
        CHECK_FALSE(routes.find(method, "/nothing").is_cross_origin());
    }
}

TEST_CASE("without a list a page may only come from the server it calls") {
    const OriginPolicy same_host({});
    CHECK(same_host.allows("", "chat.example.org"));
    CHECK(same_host.allows("https://chat.example.org", "chat.example.org"));
    CHECK(same_host.allows("http://localhost:8080", "localhost:8080"));
    CHECK_FALSE(same_host.allows("https://evil.example", "chat.example.org"));
    CHECK_FALSE(same_host.allows("https://chat.example.org.evil.example", "chat.example.org"));
    CHECK_FALSE(same_host.allows("http://localhost:8081", "localhost:8080"));
    CHECK_FALSE(same_host.allows("null", "localhost:8080"));
    CHECK_FALSE(same_host.allows("http://", ""));
}

TEST_CASE("with a list an origin has to be in it, byte for byte") {
    const OriginPolicy listed({"https://chat.example.org"});
    CHECK(listed.allows("", "any"));
    CHECK(listed.allows("https://chat.example.org", "any"));
    CHECK_FALSE(listed.allows("http://any", "any"));
    CHECK_FALSE(listed.allows("https://chat.example.org/", "chat.example.org"));
    CHECK_FALSE(listed.allows("https://CHAT.example.org", "chat.example.org"));
    CHECK_FALSE(listed.allows(std::string(origin_bytes_max + 1, 'h'), "any"));
}
