#pragma once

#include "server/storage/store.hpp"

#include <string>
#include <utility>

/// Things to store. Ids are small numbers, so that a failing check is easy to read.
namespace stimchat::storage::test {

inline constexpr Instant noon{1'700'000'000'000};

inline engine::Report report_of(std::uint64_t id, engine::ReportReason reason = engine::ReportReason::spam_or_scam) {
    engine::Report report;
    report.id = {1, id};
    report.conversation = {2, id};
    report.reporter = {3, id};
    report.reported = {4, id};
    report.reporter_alias = {0xA0000000U + static_cast<std::uint32_t>(id)};
    report.reported_alias = {0xB0000000U + static_cast<std::uint32_t>(id)};
    report.reason = reason;
    report.note = "a note";
    report.chat_started_at = noon - minutes(5);
    report.reported_at = noon + seconds(static_cast<std::int64_t>(id));
    report.evidence = {{1, report.reporter_alias, noon - minutes(4), "hello"},
                       {2, report.reported_alias, noon - minutes(3), "buy this"}};
    return report;
}

inline Moderator moderator_of(std::uint64_t id, std::string name) {
    return {{5, id}, std::move(name), "$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA"};
}

inline engine::Ban ban_of(std::uint64_t id, const engine::Report& report, std::optional<Duration> length) {
    engine::Ban ban{{6, id}, report.reported, "spam", noon + minutes(1), std::nullopt};
    if (length) ban.until = ban.imposed_at + *length;
    return ban;
}

inline ConsoleSession session_of(std::uint64_t id, const Moderator& moderator) {
    return {{7, id}, moderator.id, moderator.name, noon, noon + hours(8)};
}

}  // namespace stimchat::storage::test
