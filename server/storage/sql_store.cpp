#include "server/storage/sql_store.hpp"

#include "server/storage/repositories/bans.hpp"
#include "server/storage/repositories/console_sessions.hpp"
#include "server/storage/repositories/moderators.hpp"
#include "server/storage/repositories/reports.hpp"

#include <utility>

namespace stimchat::storage {
namespace {

template <class Tag>
std::string id_text(const Id<Tag>& id) {
    return std::string(view(to_text(id)));
}

std::string length_of(const engine::Ban& ban) {
    if (!ban.until) return "permanent";
    return std::to_string((*ban.until - ban.imposed_at).ms / minutes(1).ms) + " minutes";
}

}  // namespace

StoreResult<void> SqlStore::ping() {
    return in_transaction<void>(*database_, Access::read, [](Transaction& transaction) -> StoreResult<void> {
        return transaction.run("SELECT 1").map([](const Rows&) {});
    });
}

StoreResult<void> SqlStore::check_writing(Instant now) {
    return in_transaction<void>(*database_, Access::write, [&](Transaction& transaction) -> StoreResult<void> {
        return transaction
            .run(
                "INSERT INTO write_checks (id, checked_at) VALUES (1, $1) "
                "ON CONFLICT (id) DO UPDATE SET checked_at = $1",
                {now.ms_since_epoch})
            .map([](const Rows&) {});
    });
}

// --- reports --------------------------------------------------------------------------------------------------------

StoreResult<ReportId> SqlStore::insert_report(const engine::Report& report) {
    return in_transaction<ReportId>(*database_, Access::write, [&](Transaction& transaction) -> StoreResult<ReportId> {
        auto inserted = reports::insert(transaction, report);
        if (!inserted) return failure(inserted.error());
        if (!inserted->is_new) return inserted->id;
        const std::string reason(session::name_of(report.reason));
        auto noted = note(transaction, "server", {report.reported_at, "report.store", id_text(report.id), reason});
        if (!noted) return failure(noted.error());
        return inserted->id;
    });
}

StoreResult<std::vector<ReportSummary>> SqlStore::open_reports(std::uint32_t limit) {
    return in_transaction<std::vector<ReportSummary>>(
        *database_, Access::read, [&](Transaction& transaction) { return reports::list_open(transaction, limit); });
}

StoreResult<ReportCase> SqlStore::open_case(ReportId report, ModeratorId reader, Instant now) {
    return in_transaction<ReportCase>(
        *database_, Access::write, [&](Transaction& transaction) -> StoreResult<ReportCase> {
            auto found = reports::read_case(transaction, report);
            if (!found) return found;
            auto noted = note(transaction, reader, {now, "report.open", id_text(report), ""});
            if (!noted) return failure(noted.error());
            return found;
        });
}

StoreResult<void> SqlStore::dismiss(const Dismissal& dismissal) {
    return in_transaction<void>(*database_, Access::write, [&](Transaction& transaction) -> StoreResult<void> {
        auto decided =
            reports::decide(transaction, {dismissal.report, ReportStatus::dismissed, dismissal.by, dismissal.at});
        if (!decided) return failure(decided.error());
        return note(transaction, dismissal.by, {dismissal.at, "report.dismiss", id_text(dismissal.report), ""});
    });
}

StoreResult<void> SqlStore::ban(const BanDecision& decision) {
    return in_transaction<void>(*database_, Access::write, [&](Transaction& transaction) -> StoreResult<void> {
        const engine::Ban& ban = decision.ban;
        auto reported =
            reports::decide(transaction, {decision.report, ReportStatus::banned, decision.by, ban.imposed_at});
        if (!reported) return failure(reported.error());
        if (!(*reported == ban.participant))
            return failure(conflict("the ban is for another participant than the one reported"));
        if (auto inserted = bans::insert(transaction, ban, decision.by, decision.report); !inserted) return inserted;
        return note(
            transaction, decision.by,
            {ban.imposed_at, "ban.impose", id_text(ban.id), length_of(ban) + ", report " + id_text(decision.report)});
    });
}

// --- bans -----------------------------------------------------------------------------------------------------------

StoreResult<std::vector<BanRow>> SqlStore::active_bans(Instant now, std::uint32_t limit) {
    return in_transaction<std::vector<BanRow>>(
        *database_, Access::read, [&](Transaction& transaction) { return bans::list_active(transaction, now, limit); });
}

StoreResult<LiftedBan> SqlStore::lift_ban(BanId ban, ModeratorId by, Instant now) {
    return in_transaction<LiftedBan>(*database_, Access::write,
                                     [&](Transaction& transaction) -> StoreResult<LiftedBan> {
                                         auto participant = bans::lift(transaction, ban, by, now);
                                         if (!participant) return failure(participant.error());
                                         auto remaining = bans::longest_of(transaction, *participant, now);
                                         if (!remaining) return failure(remaining.error());
                                         auto noted = note(transaction, by, {now, "ban.lift", id_text(ban), ""});
                                         if (!noted) return failure(noted.error());
                                         return LiftedBan{*participant, std::move(*remaining)};
                                     });
}

// --- moderators -----------------------------------------------------------------------------------------------------

StoreResult<void> SqlStore::add_moderator(const Moderator& moderator, Instant now) {
    return in_transaction<void>(*database_, Access::write, [&](Transaction& transaction) -> StoreResult<void> {
        if (auto inserted = moderators::insert(transaction, moderator, now); !inserted) return inserted;
        return note(transaction, "operator", {now, "moderator.add", id_text(moderator.id), moderator.name});
    });
}

StoreResult<Moderator> SqlStore::find_moderator(const std::string& name) {
    return in_transaction<Moderator>(*database_, Access::read,
                                     [&](Transaction& transaction) { return moderators::find(transaction, name); });
}

StoreResult<void> SqlStore::open_session(const ConsoleSession& session) {
    return in_transaction<void>(*database_, Access::write, [&](Transaction& transaction) -> StoreResult<void> {
        auto removed = console_sessions::remove_expired(transaction, session.created_at);
        if (!removed) return removed;
        if (auto inserted = console_sessions::insert(transaction, session); !inserted) return inserted;
        return note(transaction, session.moderator,
                    {session.created_at, "session.open", id_text(session.moderator), ""});
    });
}

StoreResult<ConsoleSession> SqlStore::find_session(decltype(ConsoleSession::key) key, Instant now) {
    return in_transaction<ConsoleSession>(*database_, Access::read, [&](Transaction& transaction) {
        return console_sessions::find(transaction, key, now);
    });
}

StoreResult<void> SqlStore::close_session(decltype(ConsoleSession::key) key, Instant now) {
    return in_transaction<void>(*database_, Access::write, [&](Transaction& transaction) -> StoreResult<void> {
        auto session = console_sessions::find(transaction, key, now);
        if (!session && session.error().kind == StoreFault::Kind::not_found) return {};
        if (!session) return failure(session.error());
        if (auto removed = console_sessions::remove(transaction, key); !removed) return removed;
        return note(transaction, session->moderator_name, {now, "session.close", id_text(session->moderator), ""});
    });
}

// --- the audit log --------------------------------------------------------------------------------------------------

StoreResult<void> SqlStore::audit(const AuditEntry& entry) {
    return in_transaction<void>(*database_, Access::write, [&](Transaction& transaction) {
        return audit_log::append(transaction, audit_ids_, entry);
    });
}

StoreResult<std::vector<AuditEntry>> SqlStore::audit_log(std::uint32_t limit) {
    return in_transaction<std::vector<AuditEntry>>(
        *database_, Access::read, [&](Transaction& transaction) { return audit_log::list(transaction, limit); });
}

StoreResult<void> SqlStore::note(Transaction& transaction, ModeratorId by, Deed deed) {
    auto name = moderators::name_of(transaction, by);
    if (!name) return failure(name.error());
    return note(transaction, std::move(*name), std::move(deed));
}

StoreResult<void> SqlStore::note(Transaction& transaction, std::string actor, Deed deed) {
    return audit_log::append(
        transaction, audit_ids_,
        {deed.at, std::move(actor), std::move(deed.action), std::move(deed.subject), std::move(deed.detail)});
}

}  // namespace stimchat::storage
