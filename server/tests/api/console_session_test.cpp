#include "server/console/cookies.hpp"
#include "server/console/idle_times.hpp"
#include "server/console/session_routes.hpp"
#include "server/tests/api/console_bench.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::tests;
using net::Method;

namespace {

constexpr auto session_path = "/api/v1/admin/session";

}  // namespace

TEST_CASE("signing in gives a cookie for this host alone and a CSRF token, and is in the audit log") {
    ConsoleBench bench;
    const auto response = bench.try_sign_in("alice", password);
    CHECK(response.status == 201);
    const auto body = json_of(response);
    CHECK(body.at("name").as_string() == "alice");
    CHECK(body.at("expires_at").as_string() == "2023-11-15T10:13:20.000Z");

    const std::string cookie = header_of(response, "Set-Cookie");
    CHECK(cookie.starts_with("__Host-stimchat_console="));
    CHECK(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200"));
    CHECK(cookie.find(body.at("csrf_token").as_string().c_str()) == std::string::npos);
    CHECK(bench.audited_actions(1).front() == "session.open");
}

TEST_CASE("who am I gives the same CSRF token again, so that a reload keeps the session") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    const auto response = bench.get(alice, session_path);
    CHECK(response.status == 200);
    CHECK(json_of(response).at("csrf_token").as_string() == alice.csrf);
}

TEST_CASE("a wrong password and a name that nobody has are answered alike") {
    ConsoleBench bench;
    const auto wrong = bench.try_sign_in("alice", "not her password");
    const auto unknown = bench.try_sign_in("mallory", "not her password");
    const auto impossible = bench.try_sign_in("Robert'); --", "not her password");
    CHECK(problem_of(wrong) == "sign-in-refused");
    CHECK(wrong.status == 401);
    CHECK(wrong.body == unknown.body);
    CHECK(wrong.body == impossible.body);
    CHECK(wrong.headers == unknown.headers);
    CHECK(header_of(wrong, "Set-Cookie").empty());
    CHECK(header_of(wrong, "WWW-Authenticate") == "Session realm=\"stimchat-console\"");

    // A password typed into the name's field must not end up in the log.
    const auto log = bench.audit_log();
    CHECK(log[0].subject == "unknown name");
    CHECK(log[1].subject == "unknown name");
    CHECK(log[2].subject == "alice");
    CHECK(log[2].action == "session.refuse");
}

TEST_CASE("guessing passwords is slowed down, for the right one too, and the wait is told") {
    ConsoleBench bench;
    for (int i = 0; i < 3; ++i)
        CHECK(bench.try_sign_in("alice", "guess number one").status == 401);
    const auto blocked = bench.try_sign_in("alice", password);
    CHECK(blocked.status == 429);
    CHECK(problem_of(blocked) == "sign-in-throttled");
    CHECK(header_of(blocked, "Retry-After") == "2");

    bench.now = bench.now + seconds(2);
    CHECK(bench.try_sign_in("alice", "guess number four").status == 401);
    bench.now = bench.now + seconds(2);
    CHECK(header_of(bench.try_sign_in("alice", password), "Retry-After") == "2");
    bench.now = bench.now + seconds(2);
    CHECK(bench.try_sign_in("alice", password).status == 201);
    // And forgotten.
    CHECK(bench.try_sign_in("alice", "a slip of the hand").status == 401);
    CHECK(bench.try_sign_in("alice", password).status == 201);
}

TEST_CASE("a flood of guesses at once gets no more of them judged") {
    ConsoleBench bench;
    int refused = 0;
    int throttled = 0;
    constexpr int attempts = 60;
    for (int i = 0; i < attempts; ++i)
        bench.start(Method::post, session_path, {}, R"({"name":"alice","password":"guess"})",
                    [&](const net::HttpResponse& response) { ++(response.status == 401 ? refused : throttled); });
    bench.run_until([&] { return refused + throttled == attempts; });
    CHECK(refused == 3);
}

TEST_CASE("each sign-in has a secret of its own, whatever cookie came along, and closes the session of that") {
    ConsoleBench bench;
    const Browser first = bench.sign_in();
    const Browser second = bench.sign_in({{"cookie", first.cookie}});
    CHECK(first.cookie != second.cookie);
    CHECK(first.csrf != second.csrf);
    CHECK(bench.get(second, session_path).status == 200);
    CHECK(problem_of(bench.get(first, session_path)) == "not-signed-in");

    // A cookie that an attacker planted is not taken over.
    const std::string planted = "__Host-stimchat_console=" + std::string(43, 'A');
    const Browser third = bench.sign_in({{"cookie", planted}});
    CHECK(third.cookie != planted);
    CHECK(bench.get({planted, ""}, session_path).status == 401);
}

TEST_CASE("a failed sign-in leaves the old session alone") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    CHECK(bench.try_sign_in("alice", "something else", {{"cookie", alice.cookie}}).status == 401);
    CHECK(bench.get(alice, session_path).status == 200);
}

TEST_CASE("no call of the console answers without a live session") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    const std::string cookies[] = {"",
                                   "__Host-stimchat_console=",
                                   "__Host-stimchat_console=' OR 1=1 --",
                                   "stimchat_console=" + alice.cookie.substr(alice.cookie.find('=') + 1),
                                   alice.cookie + "; " + alice.cookie,
                                   alice.cookie.substr(0, alice.cookie.size() - 1)};
    for (const net::HttpRoute& route : bench.routes) {
        if (route.method == Method::post && route.pattern == session_path) continue;
        std::string target = route.pattern;
        if (const auto at = target.find(":id"); at != std::string::npos)
            target.replace(at, 3, "00000000-0000-4000-8000-000000000000");
        for (const std::string& cookie : cookies) {
            Headers headers{{"x-csrf-token", alice.csrf}};
            if (!cookie.empty()) headers["cookie"] = cookie;
            const auto response = bench.call(route.method, target, headers, "{}");
            CHECK_MESSAGE(response.status == 401, target);
            CHECK(problem_of(response) == "not-signed-in");
        }
    }
}

TEST_CASE("every changing call needs the session's own CSRF token and no foreign origin") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    const Browser other = bench.sign_in();
    const ReportId report = bench.report({1, 1});
    const std::string decision = "/api/v1/admin/reports/" + std::string(view(to_text(report))) + "/decision";
    const std::pair<Method, std::string> calls[] = {
        {Method::post, decision},
        {Method::del, "/api/v1/admin/bans/00000000-0000-4000-8000-000000000000"},
        {Method::del, session_path}};
    for (const auto& [method, target] : calls) {
        const std::string body = method == Method::post ? R"({"action":"dismiss"})" : "";
        for (const std::string& csrf : {std::string(), std::string("x"), other.csrf, alice.csrf + "x"}) {
            Headers headers{{"cookie", alice.cookie}, {"origin", own_origin}};
            if (!csrf.empty()) headers["x-csrf-token"] = csrf;
            CHECK(problem_of(bench.call(method, target, headers, body)) == "csrf-refused");
        }
        for (const char* origin : {"https://evil.example", "null", "https://chat.example.org.evil.example",
                                   "http://chat.example.org", "https://chat.example.org:8443"}) {
            const Headers headers{{"cookie", alice.cookie}, {"origin", origin}, {"x-csrf-token", alice.csrf}};
            CHECK(problem_of(bench.call(method, target, headers, body)) == "origin-refused");
        }
    }
    CHECK(bench.get(alice, session_path).status == 200);
    CHECK(json_of(bench.get(alice, "/api/v1/admin/reports")).at("reports").as_array().size() == 1);
}

TEST_CASE("a foreign page cannot sign somebody in") {
    ConsoleBench bench;
    CHECK(problem_of(bench.try_sign_in("alice", password, {{"origin", "https://evil.example"}})) == "origin-refused");
}

TEST_CASE("signing out ends the session and clears the cookie") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    const auto response = bench.del(alice, session_path);
    CHECK(response.status == 204);
    CHECK(header_of(response, "Set-Cookie") == console::clear_session_cookie());
    CHECK(bench.get(alice, session_path).status == 401);
    CHECK(bench.audited_actions(1).front() == "session.close");
}

TEST_CASE("a session ends twelve hours after sign-in, however much it is used") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    const Instant end = bench.now + console::session_life;
    while (bench.now + minutes(30) < end) {
        bench.now = bench.now + minutes(30);
        REQUIRE(bench.get(alice, session_path).status == 200);
    }
    bench.now = end;
    CHECK(problem_of(bench.get(alice, session_path)) == "not-signed-in");
}

TEST_CASE("a session that is not used for an hour ends, for good") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    CHECK(bench.get(alice, session_path).status == 200);
    bench.now = bench.now + console::IdleTimes::idle_max;
    CHECK(problem_of(bench.get(alice, session_path)) == "not-signed-in");
    CHECK(problem_of(bench.get(alice, session_path)) == "not-signed-in");
    CHECK(bench.audited_actions(1).front() == "session.close");
}

TEST_CASE("while the database is away, sign-in and sessions answer 503 and cost no attempt") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    bench.database_away = true;
    for (int i = 0; i < 5; ++i) {
        const auto response = bench.try_sign_in("alice", password);
        CHECK(problem_of(response) == "database-unavailable");
        CHECK(response.status == 503);
        CHECK(!header_of(response, "Retry-After").empty());
    }
    CHECK(bench.get(alice, session_path).status == 503);
    CHECK(bench.del(alice, session_path).status == 503);
    bench.database_away = false;
    CHECK(bench.try_sign_in("alice", password).status == 201);
    CHECK(bench.get(alice, session_path).status == 200);
}

TEST_CASE("sign-in takes a name and a password and nothing else") {
    ConsoleBench bench;
    const auto sign_in = [&](std::string body) {
        return bench.call(Method::post, session_path, {{"origin", own_origin}}, std::move(body)).status;
    };
    CHECK(sign_in("not json") == 400);
    CHECK(sign_in("{}") == 422);
    CHECK(sign_in(R"({"name":"alice"})") == 422);
    CHECK(sign_in(R"({"name":"alice","password":1})") == 422);
    CHECK(sign_in(R"({"name":"alice","password":"a","role":"lead"})") == 422);
    CHECK(sign_in(R"({"name":"alice","password":")" + std::string(300, 'x') + "\"}") == 422);
    CHECK(bench.call(Method::post, session_path, {{"content-type", "text/plain"}}, "{}").status == 415);
}
