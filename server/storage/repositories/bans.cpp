#include "server/storage/repositories/bans.hpp"

#include "server/storage/repositories/columns.hpp"

namespace stimchat::storage::bans {
namespace {

/// From the columns id, participant_key, reason, imposed_at, ends_at, in front of all others.
engine::Ban ban_of(const Row& row) {
    return {columns::id<BanId>(row, 0), columns::id<ParticipantKey>(row, 1), row.text(2), columns::instant(row, 3),
            columns::instant_or_null(row, 4)};
}

}  // namespace

StoreResult<void> insert(Transaction& transaction, const engine::Ban& ban, ModeratorId by, ReportId report) {
    auto ran = transaction.run(
        "INSERT INTO bans (id, participant_key, reason, imposed_at, ends_at, imposed_by, report_id) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {columns::of(ban.id), columns::of(ban.participant), ban.reason, columns::of(ban.imposed_at),
         columns::of(ban.until), columns::of(by), columns::of(report)});
    if (!ran) return failure(ran.error());
    return {};
}

StoreResult<std::vector<BanRow>> list_active(Transaction& transaction, Instant now, std::uint32_t limit) {
    auto rows = transaction.run(
        "SELECT b.id, b.participant_key, b.reason, b.imposed_at, b.ends_at, m.name, b.report_id "
        "FROM bans b JOIN moderators m ON m.id = b.imposed_by "
        "WHERE b.lifted_at IS NULL AND (b.ends_at IS NULL OR b.ends_at > $1) "
        "ORDER BY b.imposed_at DESC, b.id DESC LIMIT $2",
        {columns::of(now), std::int64_t{limit}});
    if (!rows) return failure(rows.error());
    std::vector<BanRow> bans;
    bans.reserve(rows->size());
    for (const Row& row : *rows) {
        BanRow ban{ban_of(row), row.text(5), std::nullopt, std::nullopt};
        if (!row.is_null(6)) ban.report = columns::id<ReportId>(row, 6);
        bans.push_back(std::move(ban));
    }
    return bans;
}

StoreResult<ParticipantKey> lift(Transaction& transaction, BanId ban, ModeratorId by, Instant now) {
    auto rows = transaction.run(
        "UPDATE bans SET lifted_at = $2, lifted_by = $3 WHERE id = $1 AND lifted_at IS NULL RETURNING participant_key",
        {columns::of(ban), columns::of(now), columns::of(by)});
    if (!rows) return failure(rows.error());
    if (!rows->empty()) return columns::id<ParticipantKey>(rows->front(), 0);

    auto known = transaction.run("SELECT 1 FROM bans WHERE id = $1", {columns::of(ban)});
    if (!known) return failure(known.error());
    if (known->empty()) return failure(not_found("no such ban"));
    return failure(conflict("the ban is lifted already"));
}

StoreResult<std::optional<engine::Ban>> longest_of(Transaction& transaction, ParticipantKey participant, Instant now) {
    // The engines disagree on where NULL sorts, so permanent bans are put first by hand.
    auto rows = transaction.run(
        "SELECT id, participant_key, reason, imposed_at, ends_at FROM bans "
        "WHERE participant_key = $1 AND lifted_at IS NULL AND (ends_at IS NULL OR ends_at > $2) "
        "ORDER BY CASE WHEN ends_at IS NULL THEN 0 ELSE 1 END, ends_at DESC, id LIMIT 1",
        {columns::of(participant), columns::of(now)});
    if (!rows) return failure(rows.error());
    if (rows->empty()) return std::optional<engine::Ban>{};
    return std::optional<engine::Ban>{ban_of(rows->front())};
}

}  // namespace stimchat::storage::bans
