#include "server/api/public_routes.hpp"

#include "server/api/problem_kinds.hpp"
#include "server/net/route_table.hpp"
#include "shared/core/rfc3339.hpp"

#include <optional>
#include <string>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

using namespace stimchat;
using net::Method;

namespace {

constexpr auto conversation = "1b671a64-40d5-491e-99b0-da01ff1f3341";

struct TakenReport {
    engine::Identity reporter;
    ConversationId conversation;
    engine::ReportReason reason{};
    std::string note;
};

/// Takes every report, or refuses each with `fault`.
struct FakeDesk final : api::ReportDesk {
    void submit(const engine::Identity& reporter, ConversationId about, engine::ReportReason reason, std::string note,
                std::function<void(Result<ReportId, api::ReportFault>)> then) override {
        taken.push_back({reporter, about, reason, std::move(note)});
        if (fault) return then(failure(*fault));
        then(ReportId{1, 2});
    }
    std::optional<api::ReportFault> fault;
    std::vector<TakenReport> taken;
};

struct PublicBench {
    Instant now{1'700'000'000'000};
    identity::TokenSigner tokens{identity::ServerKey{}, hours(24)};
    FakeDesk desk;
    net::OriginPolicy origins{{"https://chat.example.org"}};
    net::RouteTable table{api::public_routes({tokens, desk, origins, [this] { return now; }})};

    net::HttpResponse call(Method method, const std::string& path,
                           std::map<std::string, std::string, std::less<>> headers = {}, std::string body = {}) {
        if (!body.empty()) headers.try_emplace("content-type", "application/json");
        const auto match = table.find(method, path);
        REQUIRE(match.route != nullptr);
        std::optional<net::HttpResponse> answer;
        match.route->handler({method, path, {}, std::move(headers), match.params, std::move(body)},
                             [&](net::HttpResponse response) { answer = std::move(response); });
        REQUIRE(answer);
        return std::move(*answer);
    }
    net::HttpResponse report(std::string body) {
        return call(Method::post, "/api/v1/report", {{"authorization", "Bearer " + tokens.mint(now).token}},
                    std::move(body));
    }
};

std::string body_with(const std::string& more) {
    return std::string(R"({"conversation_id":")") + conversation + "\"," + more + "}";
}

std::string type_of(const net::HttpResponse& response) {
    REQUIRE(response.content_type == "application/problem+json");
    return boost::json::parse(response.body).at("type").as_string().c_str();
}

std::string text(const net::HttpResponse& response, const char* field) {
    return boost::json::parse(response.body).at(field).as_string().c_str();
}

std::string header(const net::HttpResponse& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return value;
    }
    return "";
}

}  // namespace

TEST_CASE("an identity is a token that the server itself accepts, and says until when") {
    PublicBench bench;
    const auto response = bench.call(Method::post, "/api/v1/identity");
    CHECK(response.status == 201);
    CHECK(bench.tokens.verify(text(response, "token"), bench.now));
    const auto expires_at = parse_rfc3339(text(response, "expires_at"));
    REQUIRE(expires_at);
    CHECK(bench.tokens.verify(text(response, "token"), *expires_at - milliseconds(1)));
    CHECK_FALSE(bench.tokens.verify(text(response, "token"), *expires_at));
    CHECK(text(bench.call(Method::post, "/api/v1/identity"), "token") != text(response, "token"));
}

TEST_CASE("a token, also an expired one, is renewed for the same participant") {
    PublicBench bench;
    const std::string first = bench.tokens.mint(bench.now).token;
    const auto participant = bench.tokens.verify(first, bench.now)->participant;
    for (const char* scheme : {"Bearer ", "bearer ", "BEARER  "}) {
        bench.now = bench.now + hours(48);
        const auto response = bench.call(Method::post, "/api/v1/identity", {{"authorization", scheme + first}});
        REQUIRE(response.status == 201);
        const auto renewed = bench.tokens.verify(text(response, "token"), bench.now);
        REQUIRE(renewed);
        CHECK(renewed->participant == participant);
    }
}

TEST_CASE("a token that is none is refused, with the way out") {
    PublicBench bench;
    const std::string token = bench.tokens.mint(bench.now).token;
    for (const std::string& value : {std::string(), std::string("Bearer"), std::string("Bearer "), "Basic " + token,
                                     token, "Bearer " + token + "x", "Bearer " + token.substr(1),
                                     "Bearer " + token + ", Bearer " + token, "Bearer " + std::string(10'000, 'a')}) {
        const auto response = bench.call(Method::post, "/api/v1/identity", {{"authorization", value}});
        CHECK(response.status == 401);
        CHECK(type_of(response) == "/problems/token-invalid");
        CHECK(text(response, "detail").find("without an Authorization header") != std::string::npos);
        CHECK(header(response, "WWW-Authenticate") == "Bearer realm=\"stimchat\"");
    }
}

TEST_CASE("a report goes to the desk with the reporter that the token names") {
    PublicBench bench;
    const std::string token = bench.tokens.mint(bench.now).token;
    const auto response = bench.call(Method::post, "/api/v1/report",
                                     {{"authorization", "Bearer " + token}, {"origin", "https://chat.example.org"}},
                                     body_with(R"("reason":"harassment_or_hate","note":"l\u00e4stig\n\ud83d\ude00")"));
    CHECK(response.status == 201);
    CHECK(text(response, "message") == "Thank you for your report. The user has been flagged for review.");
    CHECK(text(response, "report_id") == "00000000-0000-0001-0000-000000000002");
    REQUIRE(bench.desk.taken.size() == 1);
    const TakenReport& taken = bench.desk.taken.front();
    CHECK(taken.reporter.participant == bench.tokens.verify(token, bench.now)->participant);
    CHECK(taken.conversation == *parse_id<ConversationId>(conversation));
    CHECK(taken.reason == engine::ReportReason::harassment_or_hate);
    CHECK(taken.note == "l\xC3\xA4stig\n\xF0\x9F\x98\x80");
}

TEST_CASE("every reason can be reported, with or without a note") {
    PublicBench bench;
    for (const char* reason :
         {"child_safety", "violence", "sexual", "harassment_or_hate", "spam_or_scam", "self_harm", "other"}) {
        CHECK(bench.report(body_with("\"reason\":\"" + std::string(reason) + "\"")).status == 201);
        CHECK(bench.report(body_with("\"reason\":\"" + std::string(reason) + "\",\"note\":null")).status == 201);
    }
    CHECK(bench.desk.taken.size() == 14);
}

TEST_CASE("a report needs a token that is valid now") {
    PublicBench bench;
    const std::string body = body_with(R"("reason":"other")");
    CHECK(type_of(bench.call(Method::post, "/api/v1/report", {}, body)) == "/problems/token-missing");
    CHECK(type_of(bench.call(Method::post, "/api/v1/report", {{"authorization", "Bearer x"}}, body)) ==
          "/problems/token-invalid");
    const std::string token = bench.tokens.mint(bench.now).token;
    bench.now = bench.now + hours(25);
    const auto expired = bench.call(Method::post, "/api/v1/report", {{"authorization", "Bearer " + token}}, body);
    CHECK(expired.status == 401);
    CHECK(type_of(expired) == "/problems/token-expired");
    const identity::TokenSigner other_server({1}, hours(24));
    const std::string foreign = other_server.mint(bench.now).token;
    CHECK(bench.call(Method::post, "/api/v1/report", {{"authorization", "Bearer " + foreign}}, body).status == 401);
    CHECK(bench.desk.taken.empty());
}

TEST_CASE("a report with wrong or forged fields is refused with the field's name") {
    PublicBench bench;
    const auto complaint = [&](const std::string& body) {
        const auto response = bench.report(body);
        CHECK_MESSAGE(response.status == 422, body);
        return text(response, "detail");
    };
    const auto has = [](const std::string& sentence, const char* field) {
        return sentence.find("\"" + std::string(field) + "\"") != std::string::npos;
    };
    CHECK(has(complaint("{}"), "conversation_id"));
    CHECK(has(complaint(R"({"conversation_id":"1","reason":"other"})"), "conversation_id"));
    CHECK(has(complaint(R"({"conversation_id":"1b671a64-40d5-491e-99b0-da01ff1f334'","reason":"other"})"),
              "conversation_id"));
    CHECK(has(complaint(body_with(R"("note":"x")")), "reason"));
    CHECK(has(complaint(body_with(R"("reason":"bored")")), "reason"));
    CHECK(has(complaint(body_with(R"("reason":"other' OR 1=1 --")")), "reason"));
    CHECK(has(complaint(body_with(R"("reason":3)")), "reason"));
    CHECK(has(complaint(body_with(R"("reason":"other","reported":"me")")), "reported"));
    CHECK(has(complaint(body_with(R"("reason":"other","evidence":[])")), "evidence"));
    CHECK(has(complaint(body_with(R"("reason":"other","reason":"sexual")")), "reason"));
    CHECK(has(complaint(body_with(R"("reason":"other","note":"\u0000")")), "note"));
    CHECK(has(complaint(body_with(R"("reason":"other","note":")" + std::string(501, 'x') + "\"")), "note"));
    CHECK(has(complaint(body_with(R"("reason":"other","note":")" + std::string(5000, 'x') + "\"")), "note"));
    CHECK(bench.desk.taken.empty());
    CHECK(bench.report(body_with(R"("reason":"other","note":")" + std::string(500, 'x') + "\"")).status == 201);
}

TEST_CASE("a report that is not JSON, or not called JSON, is refused") {
    PublicBench bench;
    CHECK(type_of(bench.report("reason=other")) == "/problems/json-malformed");
    CHECK(type_of(bench.call(
              Method::post, "/api/v1/report",
              {{"authorization", "Bearer " + bench.tokens.mint(bench.now).token}, {"content-type", "text/plain"}},
              body_with(R"("reason":"other")"))) == "/problems/content-type-unsupported");
    CHECK(bench.desk.taken.empty());
}

TEST_CASE("what the desk cannot take says whether to try again") {
    PublicBench bench;
    const std::string body = body_with(R"("reason":"other")");
    bench.desk.fault = api::ReportFault::conversation_unknown;
    CHECK(type_of(bench.report(body)) == "/problems/conversation-unknown");
    CHECK(bench.report(body).status == 404);
    bench.desk.fault = api::ReportFault::busy;
    CHECK(bench.report(body).status == 503);
    CHECK(header(bench.report(body), "Retry-After") == "5");
    bench.desk.fault = api::ReportFault::database_unavailable;
    CHECK(bench.report(body).status == 503);
    CHECK(type_of(bench.report(body)) == "/problems/database-unavailable");
    CHECK(header(bench.report(body), "Retry-After") == "3");
}

TEST_CASE("pages of other origins get nothing") {
    PublicBench bench;
    for (const char* origin :
         {"https://evil.example", "null", "https://chat.example.org/", "HTTPS://chat.example.org"}) {
        CHECK(type_of(bench.call(Method::post, "/api/v1/identity", {{"origin", origin}})) ==
              "/problems/origin-refused");
        CHECK(bench.call(Method::post, "/api/v1/report", {{"origin", origin}}, "{}").status == 403);
    }
    CHECK(bench.call(Method::post, "/api/v1/identity", {{"origin", "https://chat.example.org"}}).status == 201);
}

TEST_CASE("pages of other origins may read the answers about identities and reports, and nothing else") {
    PublicBench bench;
    for (const char* path : {"/api/v1/identity", "/api/v1/report"}) {
        CHECK(bench.table.find(Method::options, path).allowed_cross_origin == "POST");
    }
    CHECK_FALSE(bench.table.find(Method::get, "/problems/not-found").is_cross_origin());
}

TEST_CASE("each kind of problem has a page for people") {
    PublicBench bench;
    for (const api::ProblemKind* kind : api::all_problem_kinds()) {
        const auto page = bench.call(Method::get, "/problems/" + std::string(kind->name));
        CHECK(page.status == 200);
        CHECK(page.content_type == "text/html; charset=utf-8");
        CHECK(page.body.find(kind->title) != std::string::npos);
    }
    CHECK(bench.call(Method::get, "/problems/<script>").status == 404);
}
