#include "shared/tests/session/client_script.hpp"

using namespace stimchat;
using namespace stimchat::session;
using protocol::CloseCode;
using Outcome = ReportAnswered::Outcome;

namespace {

ReportAnswered stored() {
    return {Outcome::stored, std::nullopt, {}};
}
ReportAnswered unavailable(std::optional<Duration> retry_after = std::nullopt) {
    return {Outcome::unavailable, retry_after, {}};
}

}  // namespace

TEST_CASE("the names of the reasons are those on the wire") {
    for (int index = 0; index <= static_cast<int>(ReportReason::other); ++index) {
        const auto reason = static_cast<ReportReason>(index);
        CHECK(parse_report_reason(name_of(reason)) == reason);
    }
    CHECK(name_of(ReportReason::harassment_or_hate) == "harassment_or_hate");
    CHECK_FALSE(parse_report_reason("rudeness").has_value());
}

TEST_CASE("a report ends the chat at once and names conversation, reason and note") {
    ClientScript script;
    script.chat();
    CHECK(script.page().report == ReportState::possible);
    script.feed(SubmitReport{ReportReason::spam_or_scam, "sells \"gold\"\n"});
    CHECK(script.has_sent<protocol::Leave>());
    REQUIRE(script.effect<PostReport>() != nullptr);
    CHECK(script.effect<PostReport>()->token == "token-1");
    CHECK(script.effect<PostReport>()->body ==
          R"({"conversation_id":"00000000-0000-00c0-0000-000000000001","reason":"spam_or_scam",)"
          R"("note":"sells \"gold\"\n"})");
    CHECK(script.page().phase == Phase::ended);
    CHECK(script.page().end_reason == EndReason::reported);
    CHECK(script.page().report == ReportState::sending);
    script.feed(stored());
    CHECK(script.page().report == ReportState::stored);
    script.feed(SubmitReport{ReportReason::other, ""});
    CHECK(script.count<PostReport>() == 0);
}

TEST_CASE("a note is optional, and checked before anything happens") {
    ClientScript script;
    script.chat();
    script.feed(SubmitReport{ReportReason::other, std::string(limits::report_note_code_points_max + 1, 'x')});
    CHECK(script.page().phase == Phase::chatting);
    CHECK_FALSE(script.page().notice.empty());
    script.feed(SubmitReport{ReportReason::other, ""});
    CHECK(script.effect<PostReport>()->body ==
          R"({"conversation_id":"00000000-0000-00c0-0000-000000000001","reason":"other"})");
}

TEST_CASE("who left first can be reported until the window closes") {
    ClientScript script;
    script.chat();
    script.receive(protocol::ConversationEnded{script_conversation, {1, 2}, protocol::ConversationEnd::partner_left});
    CHECK(script.page().report == ReportState::possible);
    CHECK(script.page().report_until == script.now() + script_report_window);

    SUBCASE("in time") {
        script.feed(SubmitReport{ReportReason::sexual, ""});
        CHECK(script.count<PostReport>() == 1);
        CHECK_FALSE(script.has_sent<protocol::Leave>());
        CHECK_FALSE(script.page().report_until.has_value());
    }
    SUBCASE("too late") {
        script.receive(protocol::Ack{});  // a sign of life, so that the link stays
        script.pass(script_report_window);
        CHECK(script.page().report == ReportState::none);
        script.feed(SubmitReport{ReportReason::sexual, ""});
        CHECK(script.count<PostReport>() == 0);
        CHECK_FALSE(script.page().notice.empty());
    }
}

TEST_CASE("a chat that a lost link ended can be reported too") {
    ClientScript script;
    script.chat();
    script.close(CloseCode::abnormal);
    script.feed(SubmitReport{ReportReason::violence, ""});
    CHECK(script.count<PostReport>() == 1);
    CHECK(script.page().report == ReportState::sending);
}

TEST_CASE("while the server cannot store it, a report is sent again, when the server says") {
    ClientScript script;
    script.chat();
    script.feed(SubmitReport{ReportReason::child_safety, "please look"});
    const std::string body = script.effect<PostReport>()->body;
    for (int attempt = 0; attempt < 12; ++attempt) {
        script.feed(unavailable(seconds(10)));
        CHECK(script.page().report == ReportState::waiting);
        script.pass(milliseconds(9999));
        CHECK(script.count<PostReport>() == 0);
        script.pass(limits::report_resend_cap - milliseconds(9999));
        REQUIRE(script.count<PostReport>() == 1);
        CHECK(script.effect<PostReport>()->body == body);
    }
    script.feed(stored());
    CHECK(script.page().report == ReportState::stored);
    CHECK(script.pass(limits::report_resend_cap).size() <= 2);  // a heartbeat at most
    CHECK(script.count<PostReport>() == 0);
}

TEST_CASE("a Retry-After of hours is shortened to the cap") {
    ClientScript script;
    script.chat();
    script.feed(SubmitReport{ReportReason::violence, ""});
    script.feed(unavailable(hours(5)));
    script.pass(limits::report_resend_cap);
    CHECK(script.count<PostReport>() == 1);
}

TEST_CASE("a report goes on across a lost link and the next chat, with the token of its chat") {
    ClientScript script;
    script.chat();
    script.feed(SubmitReport{ReportReason::violence, ""});
    script.feed(unavailable());
    script.close(CloseCode::token_refused);  // and the next identity will be another one
    script.pass(limits::report_resend_cap);
    REQUIRE(script.count<PostReport>() == 1);
    CHECK(script.effect<PostReport>()->token == "token-1");

    script.feed(IdentityGranted{"token-2"});
    if (script.page().link == Link::waiting) script.wait_for_retry();
    script.greet();
    script.welcome();
    script.search();
    script.match(ConversationId{0xC0, 2});
    CHECK(script.page().report == ReportState::possible);
    script.feed(stored());
    CHECK(script.page().report == ReportState::possible);  // that was the other chat's
    script.feed(SubmitReport{ReportReason::other, ""});
    CHECK(script.effect<PostReport>()->token == "token-2");
}

TEST_CASE("a refused report says why and is not repeated") {
    ClientScript script;
    script.chat();
    script.feed(SubmitReport{ReportReason::other, ""});
    script.feed(ReportAnswered{Outcome::refused, std::nullopt, "This conversation is not known."});
    CHECK(script.page().report == ReportState::refused);
    CHECK(script.page().notice == "This conversation is not known.");
    script.pass(limits::report_resend_cap);
    CHECK(script.count<PostReport>() == 0);
}

TEST_CASE("reports are delivered one after the other, and only so many can wait") {
    ClientScript script;
    script.connect();
    int posted = 0;
    for (std::uint64_t chat = 1; chat <= 10; ++chat) {
        script.search();
        script.match(ConversationId{0xC0, chat});
        script.feed(SubmitReport{ReportReason::spam_or_scam, ""});
        posted += script.count<PostReport>();
        if (chat == 1) script.feed(unavailable(limits::report_resend_cap));
        if (script.page().phase == Phase::chatting) {
            CHECK(chat > 8);
            CHECK_FALSE(script.page().notice.empty());
            script.feed(LeaveChat{});
        }
    }
    CHECK(posted == 1);
    script.receive(protocol::Ack{});
    script.pass(limits::report_resend_cap);
    int delivered = 0;
    while (script.count<PostReport>() > 0) {
        ++delivered;
        script.feed(stored());
    }
    CHECK(delivered == 8);
}

TEST_CASE("an answer that nobody asked for changes nothing") {
    ClientScript script;
    script.chat();
    script.feed(stored());
    CHECK(script.page().report == ReportState::possible);
}
