#include "tools/sim/http_desk.hpp"

#include "shared/session/client_events.hpp"
#include "tools/sim/tab.hpp"

#include <optional>
#include <string>

namespace stimchat::sim {

namespace {

using session::IdentityGranted;
using session::IdentityRefused;
using session::ReportAnswered;

/// What stands behind `"name":"` up to the next quote; notes of simulated people hold none.
std::string_view field(std::string_view body, std::string_view name) {
    const std::string key = '"' + std::string(name) + "\":\"";
    const auto begin = body.find(key);
    if (begin == std::string_view::npos) return {};
    const std::string_view rest = body.substr(begin + key.size());
    return rest.substr(0, rest.find('"'));
}

}  // namespace

Duration HttpDesk::way() {
    return milliseconds(1) + world_.dice.between({0}, world_.weather.delay_max);
}

std::optional<Duration> HttpDesk::retry_after() {
    if (world_.dice.happens(500)) return std::nullopt;
    return world_.dice.between(seconds(1), seconds(20));
}

void HttpDesk::ask_identity(Tab& tab, std::string_view renew_token) {
    world_.trace("tab", tab.page(), "asks for an identity");
    const Duration there_and_back = way() + way();
    if (!server_.is_up() || world_.fault_happens(world_.weather.http_fail)) {
        // Fails at once, late, or never: the session has a time-out of its own.
        if (world_.dice.happens(300)) return;
        const Duration late = world_.dice.between(milliseconds(1), seconds(15));
        return world_.schedule.after(late, [&tab] { tab.when_awake([&tab] { tab.feed(IdentityRefused{}); }); });
    }
    if (world_.fault_happens(world_.weather.http_busy)) {
        const auto wait = retry_after();
        return world_.schedule.after(there_and_back, [&tab, wait] {
            tab.when_awake([&tab, wait] { tab.feed(IdentityRefused{wait, false}); });
        });
    }
    const auto token = token_for(tab, renew_token);
    if (!token) {
        return world_.schedule.after(there_and_back, [&tab] {
            tab.when_awake([&tab] { tab.feed(IdentityRefused{std::nullopt, true}); });
        });
    }
    world_.schedule.after(there_and_back, [&tab, granted = *token] {
        tab.when_awake([&tab, granted] { tab.feed(IdentityGranted{granted}); });
    });
}

std::optional<std::string> HttpDesk::token_for(const Tab& tab, std::string_view renew_token) {
    if (renew_token.empty()) return tokens_.mint_for(tab.place());
    if (world_.fault_happens(world_.weather.token_refused)) return std::nullopt;
    return tokens_.renew(renew_token);
}

void HttpDesk::post_report(Tab& tab, std::string_view token, std::string_view body) {
    world_.trace("tab", tab.page(), "posts a report", body);
    if (!server_.is_up() || world_.fault_happens(world_.weather.http_fail)) {
        const Duration late = world_.dice.between(milliseconds(1), seconds(15));
        return world_.schedule.after(late, [this, &tab] { answer_report(tab, ReportOutcome::unavailable); });
    }
    if (world_.fault_happens(world_.weather.http_busy)) return answer_report(tab, ReportOutcome::unavailable);
    world_.schedule.after(
        way(), [this, &tab, token = std::string(token), body = std::string(body)] { take_report(tab, token, body); });
}

void HttpDesk::take_report(Tab& tab, const std::string& token, const std::string& body) {
    if (!server_.is_up()) return answer_report(tab, ReportOutcome::unavailable);
    const auto reporter = tokens_.verify(token, world_.now());
    const auto conversation = parse_id<ConversationId>(field(body, "conversation_id"));
    const auto reason = session::parse_report_reason(field(body, "reason"));
    if (!reporter || !conversation || !reason) return answer_report(tab, ReportOutcome::refused);
    server_.report(*reporter, *conversation, *reason, field(body, "note"), [this, &tab](ReportOutcome outcome) {
        // The answer may be lost after the deed is done: the client then asks again.
        const bool lost = world_.fault_happens(world_.weather.http_fail);
        answer_report(tab, lost ? ReportOutcome::unavailable : outcome);
    });
}

void HttpDesk::answer_report(Tab& tab, ReportOutcome outcome) {
    ReportAnswered answer{ReportAnswered::Outcome::stored, std::nullopt, {}};
    if (outcome == ReportOutcome::refused) answer.outcome = ReportAnswered::Outcome::refused;
    if (outcome == ReportOutcome::unavailable) {
        answer.outcome = ReportAnswered::Outcome::unavailable;
        answer.retry_after = retry_after();
    }
    world_.schedule.after(way(), [&tab, answer] { tab.when_awake([&tab, answer] { tab.feed(answer); }); });
}

}  // namespace stimchat::sim
