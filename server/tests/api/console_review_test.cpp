#include "server/tests/api/console_bench.hpp"

#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::tests;
using engine::ReportReason;

namespace {

constexpr ParticipantKey offender{7, 7};

template <class Tag>
std::string text_of(Id<Tag> id) {
    return std::string(view(to_text(id)));
}

std::string case_path(ReportId report) {
    return "/api/v1/admin/reports/" + text_of(report);
}

std::string decision_path(ReportId report) {
    return case_path(report) + "/decision";
}

boost::json::array rows(ConsoleBench& bench, const Browser& browser, const std::string& list, const std::string& name) {
    const auto response = bench.get(browser, "/api/v1/admin/" + list);
    REQUIRE(response.status == 200);
    return json_of(response).at(name).as_array();
}

}  // namespace

TEST_CASE("the queue has child safety first, then the oldest") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    CHECK(rows(bench, alice, "reports", "reports").empty());
    const ReportId old = bench.report({1, 1});
    bench.now = bench.now + minutes(1);
    const ReportId newer = bench.report({2, 2});
    bench.now = bench.now + minutes(1);
    const ReportId urgent = bench.report({2, 2}, ReportReason::child_safety);

    const auto queue = rows(bench, alice, "reports", "reports");
    REQUIRE(queue.size() == 3);
    CHECK(queue[0].at("report_id").as_string() == text_of(urgent));
    CHECK(queue[1].at("report_id").as_string() == text_of(old));
    CHECK(queue[2].at("report_id").as_string() == text_of(newer));
    CHECK(queue[0].at("reason").as_string() == "child_safety");
    CHECK(queue[0].at("other_reports").as_int64() == 1);
    CHECK(queue[0].at("messages").as_int64() == 2);
    CHECK(rows(bench, alice, "reports?limit=1", "reports").size() == 1);
}

TEST_CASE("a case shows who said what, when and in which order, and not who they are") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    const ReportId report = bench.report(offender);
    const auto response = bench.get(alice, case_path(report));
    REQUIRE(response.status == 200);
    const auto body = json_of(response);
    CHECK(body.at("status").as_string() == "open");
    CHECK(body.at("decided_by").is_null());
    CHECK(body.at("reporter_alias").as_string() == "anon-11111111");
    const auto& lines = body.at("transcript").as_array();
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].at("offset").as_int64() == 1);
    CHECK(lines[0].at("from").as_string() == "reported");
    CHECK(lines[0].at("alias").as_string() == "anon-22222222");
    CHECK(lines[0].at("at").as_string() == "2023-11-14T22:09:20.000Z");
    CHECK(lines[0].at("text").as_string() == "buy <i>this</i>");
    CHECK(lines[1].at("from").as_string() == "reporter");
    CHECK(response.body.find(text_of(offender)) == std::string::npos);
    CHECK(bench.audited_actions(1).front() == "report.open");
}

TEST_CASE("dismissing takes a report out of the queue and bans nobody") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    const ReportId report = bench.report(offender);
    const auto response = bench.post(alice, decision_path(report), R"({"action":"dismiss"})");
    CHECK(response.status == 200);
    CHECK(json_of(response).at("status").as_string() == "dismissed");
    CHECK(rows(bench, alice, "reports", "reports").empty());
    CHECK(bench.bans.all_imposed.empty());
    CHECK(bench.audited_actions(1).front() == "report.dismiss");
    const auto decided = json_of(bench.get(alice, case_path(report)));
    CHECK(decided.at("decided_by").as_string() == "alice");
}

TEST_CASE("a ban is stored, told to the live chats, listed, and lifted") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    const ReportId report = bench.report(offender, ReportReason::violence);
    const auto response = bench.post(alice, decision_path(report), R"({"action":"ban","duration":"24h"})");
    REQUIRE(response.status == 200);
    CHECK(json_of(response).at("until").as_string() == "2023-11-15T22:13:20.000Z");
    REQUIRE(bench.bans.all_imposed.size() == 1);
    const engine::Ban& ban = bench.bans.all_imposed.front();
    CHECK(ban.participant == offender);
    CHECK(ban.reason == "Violence or threats of violence");
    CHECK(ban.until == bench.now + hours(24));

    const auto listed = rows(bench, alice, "bans", "bans");
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].at("ban_id").as_string() == text_of(ban.id));
    CHECK(listed[0].at("imposed_by").as_string() == "alice");
    CHECK(listed[0].at("report_id").as_string() == text_of(report));

    const std::string ban_path = "/api/v1/admin/bans/" + text_of(ban.id);
    CHECK(bench.del(alice, ban_path).status == 200);
    REQUIRE(bench.bans.all_lifted.size() == 1);
    CHECK(bench.bans.all_lifted.front() == offender);
    CHECK(rows(bench, alice, "bans", "bans").empty());
    CHECK(problem_of(bench.del(alice, ban_path)) == "ban-unknown");
    CHECK(bench.bans.all_lifted.size() == 1);
    CHECK(bench.audited_actions(1).front() == "ban.lift");
}

TEST_CASE("lifting one of two bans leaves the other in force in the live chats too") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    bench.post(alice, decision_path(bench.report(offender)), R"({"action":"ban","duration":"7d"})");
    bench.post(alice, decision_path(bench.report(offender)), R"({"action":"ban","duration":"permanent"})");
    REQUIRE(bench.bans.all_imposed.size() == 2);
    const engine::Ban week = bench.bans.all_imposed[0];
    const engine::Ban permanent = bench.bans.all_imposed[1];
    CHECK_FALSE(permanent.until);

    CHECK(bench.del(alice, "/api/v1/admin/bans/" + text_of(permanent.id)).status == 200);
    const auto now_in_force = bench.bans.in_force.at(offender);
    CHECK(now_in_force.id == week.id);
    CHECK(now_in_force.until == week.until);
}

TEST_CASE("a report is decided once") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    const ReportId report = bench.report(offender);
    CHECK(bench.post(alice, decision_path(report), R"({"action":"dismiss"})").status == 200);
    for (const char* again : {R"({"action":"dismiss"})", R"({"action":"ban","duration":"7d"})"}) {
        const auto response = bench.post(alice, decision_path(report), again);
        CHECK(response.status == 409);
        CHECK(problem_of(response) == "already-decided");
    }
    CHECK(bench.bans.all_imposed.empty());
}

TEST_CASE("forged and malformed decisions change nothing") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    const ReportId report = bench.report(offender);
    for (const char* body :
         {"{}", R"({"action":"ban"})", R"({"action":"ban","duration":"1y"})", R"({"action":"ban","duration":""})",
          R"({"action":"ban","duration":"7d; DROP TABLE bans"})", R"({"action":"dismiss","duration":"7d"})",
          R"({"action":"pardon"})", R"({"action":"ban","duration":7})", R"({"action":["ban"],"duration":"7d"})",
          R"({"action":"ban","duration":"7d","participant":"00000000-0000-4000-8000-000000000001"})",
          R"({"action":"ban","duration":"7d","reason":"because"})",
          R"({"action":"ban","duration":"7d","moderator":"bob"})",
          R"({"action":"dismiss","action":"ban","duration":"7d"})"})
        CHECK_MESSAGE(bench.post(alice, decision_path(report), body).status == 422, body);
    CHECK(bench.post(alice, decision_path(report), "action=dismiss").status == 400);
    CHECK(rows(bench, alice, "reports", "reports").size() == 1);
    CHECK(bench.bans.all_imposed.empty());
}

TEST_CASE("SQL and other metacharacters in every field are only text") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    const ReportId report = bench.report(offender);
    for (const char* text : {"'", "' OR '1'='1", "\"; DROP TABLE reports; --", "%", "_", "\\", "$1", "../../etc/passwd",
                             "<script>", "00000000-0000-4000-8000-00000000000'"}) {
        const std::string segment = text;
        if (segment.find('/') == std::string::npos) {
            CHECK(bench.get(alice, "/api/v1/admin/reports/" + segment).status == 404);
            CHECK(
                bench.post(alice, "/api/v1/admin/reports/" + segment + "/decision", R"({"action":"dismiss"})").status ==
                404);
            CHECK(bench.del(alice, "/api/v1/admin/bans/" + segment).status == 404);
        }
        CHECK(bench.get(alice, "/api/v1/admin/reports?limit=" + segment).status == 422);
        CHECK(bench.post(alice, decision_path(report), boost::json::serialize(boost::json::value{{"action", text}}))
                  .status == 422);
        bench.now = bench.now + hours(1) - seconds(1);
        CHECK(bench.try_sign_in(text, text).status == 401);
        REQUIRE(bench.get(alice, "/api/v1/admin/session").status == 200);
    }
    CHECK(rows(bench, alice, "reports", "reports").size() == 1);
}

TEST_CASE("an unknown report or ban is not found") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    const ReportId nobody{1, 1};
    CHECK(problem_of(bench.get(alice, case_path(nobody))) == "report-unknown");
    CHECK(problem_of(bench.post(alice, decision_path(nobody), R"({"action":"dismiss"})")) == "report-unknown");
    CHECK(problem_of(bench.post(alice, decision_path(nobody), R"({"action":"ban","duration":"7d"})")) ==
          "report-unknown");
    CHECK(problem_of(bench.del(alice, "/api/v1/admin/bans/" + text_of(nobody))) == "ban-unknown");
}

TEST_CASE("a limit is a number within its range") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    for (const char* list : {"reports", "bans", "audit"}) {
        for (const char* wrong : {"0", "-1", "501", "1.5", "", "ten", "4294967297", " 1"})
            CHECK(bench.get(alice, std::string("/api/v1/admin/") + list + "?limit=" + wrong).status == 422);
        CHECK(bench.get(alice, std::string("/api/v1/admin/") + list + "?limit=500").status == 200);
    }
}

TEST_CASE("while the database is away, a decision is not taken and nobody is told of one") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    const ReportId report = bench.report(offender);
    bench.database_away = true;
    CHECK(bench.post(alice, decision_path(report), R"({"action":"ban","duration":"7d"})").status == 503);
    CHECK(bench.get(alice, "/api/v1/admin/reports").status == 503);
    CHECK(bench.bans.all_imposed.empty());
    bench.database_away = false;
    CHECK(bench.post(alice, decision_path(report), R"({"action":"ban","duration":"7d"})").status == 200);
    CHECK(bench.bans.all_imposed.size() == 1);
}

TEST_CASE("the audit log tells a moderator's evening in order") {
    ConsoleBench bench;
    const Browser alice = bench.sign_in();
    const ReportId report = bench.report(offender);
    bench.get(alice, case_path(report));
    bench.post(alice, decision_path(report), R"({"action":"ban","duration":"15m"})");
    bench.del(alice, "/api/v1/admin/bans/" + text_of(bench.bans.all_imposed.at(0).id));
    const auto entries = rows(bench, alice, "audit", "entries");
    REQUIRE(entries.size() >= 5);
    CHECK(entries[0].at("action").as_string() == "ban.lift");
    CHECK(entries[0].at("actor").as_string() == "alice");
    CHECK(entries[1].at("action").as_string() == "ban.impose");
}
