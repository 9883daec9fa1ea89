#include "tools/sim/disk_store.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <sstream>
#include <string>

namespace stimchat::sim {

using storage::BanRow;
using storage::ReportCase;
using storage::ReportStatus;
using storage::StoreFault;
using storage::StoreResult;

namespace {

template <class Value = void>
StoreResult<Value> refused(StoreFault::Kind kind) {
    return failure(StoreFault{kind, "the simulated store"});
}

template <class Tag>
std::ostream& operator<<(std::ostream& out, const Id<Tag>& id) {
    return out << id.high << ' ' << id.low;
}

template <class Tag>
std::istream& operator>>(std::istream& in, Id<Tag>& id) {
    return in >> id.high >> id.low;
}

std::string sum_of(std::string_view record) {
    return std::to_string(std::hash<std::string_view>{}(record));
}

}  // namespace

// --- the journal: "<record>#<sum>\n" ---------------------------------------------------------------------------------

void DiskStore::write(std::string_view record) {
    disk_.write(record);
    disk_.write("#" + sum_of(record) + "\n");
    apply(record);
}

void DiskStore::recover() {
    reports_.clear();
    bans_.clear();
    std::size_t whole = 0;
    const std::string_view bytes = disk_.bytes();
    while (whole < bytes.size()) {
        const std::size_t end = bytes.find('\n', whole);
        if (end == std::string_view::npos) break;
        const std::string_view line = bytes.substr(whole, end - whole);
        const std::size_t mark = line.rfind('#');
        if (mark == std::string_view::npos || line.substr(mark + 1) != sum_of(line.substr(0, mark))) break;
        apply(line.substr(0, mark));
        whole = end + 1;
    }
    disk_.truncate(whole);
}

void DiskStore::apply(std::string_view record) {
    std::istringstream in{std::string(record)};
    std::string kind;
    in >> kind;
    if (kind == "report") {
        ReportCase& added = reports_.emplace_back();
        int reason = 0;
        in >> added.report.id >> added.report.conversation >> added.report.reporter >> added.report.reported >>
            reason >> added.report.reported_at.ms_since_epoch;
        added.report.reason = static_cast<engine::ReportReason>(reason);
    } else if (kind == "dismiss") {
        ReportId report;
        in >> report;
        find(report)->status = ReportStatus::dismissed;
    } else if (kind == "ban") {
        BanRow& added = bans_.emplace_back();
        ReportId report;
        std::int64_t until = 0;
        in >> report >> added.ban.id >> added.ban.participant >> added.ban.imposed_at.ms_since_epoch >> until;
        if (until != 0) added.ban.until = Instant{until};
        added.ban.reason = "Spam";
        added.report = report;
        find(report)->status = ReportStatus::banned;
    } else if (kind == "lift") {
        BanId ban;
        std::int64_t at = 0;
        in >> ban >> at;
        for (BanRow& row : bans_)
            if (row.ban.id == ban) row.lifted_at = Instant{at};
    }
}

ReportCase* DiskStore::find(ReportId report) {
    for (ReportCase& one : reports_)
        if (one.report.id == report) return &one;
    return nullptr;
}

// --- reports ---------------------------------------------------------------------------------------------------------

std::size_t DiskStore::reports_of(ConversationId conversation, ParticipantKey reporter) const {
    return static_cast<std::size_t>(std::count_if(reports_.begin(), reports_.end(), [&](const ReportCase& one) {
        return one.report.conversation == conversation && one.report.reporter == reporter;
    }));
}

StoreResult<ReportId> DiskStore::insert_report(const engine::Report& report) {
    const bool looks = !world_.sabotages(Sabotage::store_without_key, 1000);
    for (const ReportCase& one : reports_) {
        if (looks && one.report.conversation == report.conversation && one.report.reporter == report.reporter)
            return one.report.id;
    }
    std::ostringstream record;
    record << "report " << report.id << ' ' << report.conversation << ' ' << report.reporter << ' ' << report.reported
           << ' ' << static_cast<int>(report.reason) << ' ' << report.reported_at.ms_since_epoch;
    write(record.str());
    return report.id;
}

StoreResult<std::vector<storage::ReportSummary>> DiskStore::open_reports(std::uint32_t limit) {
    std::vector<storage::ReportSummary> open;
    for (const ReportCase& one : reports_) {
        if (one.status != ReportStatus::open || open.size() >= limit) continue;
        open.push_back({one.report.id, one.report.reason, one.status, one.report.reported_at, 0, 0});
    }
    return open;
}

StoreResult<ReportCase> DiskStore::open_case(ReportId report, storage::ModeratorId, Instant) {
    const ReportCase* one = find(report);
    if (one == nullptr) return refused<ReportCase>(StoreFault::Kind::not_found);
    return *one;
}

StoreResult<void> DiskStore::dismiss(const storage::Dismissal& dismissal) {
    const ReportCase* one = find(dismissal.report);
    if (one == nullptr) return refused(StoreFault::Kind::not_found);
    if (one->status != ReportStatus::open) return refused(StoreFault::Kind::conflict);
    std::ostringstream record;
    record << "dismiss " << dismissal.report;
    write(record.str());
    return {};
}

// --- bans ------------------------------------------------------------------------------------------------------------

StoreResult<void> DiskStore::ban(const storage::BanDecision& decision) {
    const ReportCase* one = find(decision.report);
    if (one == nullptr) return refused(StoreFault::Kind::not_found);
    if (one->status != ReportStatus::open || !(one->report.reported == decision.ban.participant))
        return refused(StoreFault::Kind::conflict);
    std::ostringstream record;
    record << "ban " << decision.report << ' ' << decision.ban.id << ' ' << decision.ban.participant << ' '
           << decision.ban.imposed_at.ms_since_epoch << ' '
           << (decision.ban.until ? decision.ban.until->ms_since_epoch : 0);
    write(record.str());
    return {};
}

StoreResult<std::vector<BanRow>> DiskStore::active_bans(Instant now, std::uint32_t limit) {
    std::vector<BanRow> active;
    for (auto row = bans_.rbegin(); row != bans_.rend() && active.size() < limit; ++row)
        if (!row->lifted_at && engine::is_active(row->ban, now)) active.push_back(*row);
    return active;
}

StoreResult<storage::LiftedBan> DiskStore::lift_ban(BanId ban, storage::ModeratorId, Instant now) {
    const auto row = std::find_if(bans_.begin(), bans_.end(), [&](const BanRow& one) { return one.ban.id == ban; });
    if (row == bans_.end()) return refused<storage::LiftedBan>(StoreFault::Kind::not_found);
    if (row->lifted_at) return refused<storage::LiftedBan>(StoreFault::Kind::conflict);
    std::ostringstream record;
    record << "lift " << ban << ' ' << now.ms_since_epoch;
    storage::LiftedBan lifted{row->ban.participant, std::nullopt};
    write(record.str());
    for (const BanRow& other : bans_) {
        if (other.lifted_at || !(other.ban.participant == lifted.participant) || !engine::is_active(other.ban, now))
            continue;
        const bool longer = !lifted.remaining || !other.ban.until ||
                            (lifted.remaining->until && *lifted.remaining->until < *other.ban.until);
        if (longer) lifted.remaining = other.ban;
    }
    return lifted;
}

// --- what takes no part in a run -------------------------------------------------------------------------------------

StoreResult<void> DiskStore::add_moderator(const storage::Moderator&, Instant) {
    return refused(StoreFault::Kind::unavailable);
}
StoreResult<storage::Moderator> DiskStore::find_moderator(const std::string&) {
    return refused<storage::Moderator>(StoreFault::Kind::unavailable);
}
StoreResult<void> DiskStore::open_session(const storage::ConsoleSession&) {
    return refused(StoreFault::Kind::unavailable);
}
StoreResult<storage::ConsoleSession> DiskStore::find_session(decltype(storage::ConsoleSession::key), Instant) {
    return refused<storage::ConsoleSession>(StoreFault::Kind::unavailable);
}
StoreResult<void> DiskStore::close_session(decltype(storage::ConsoleSession::key), Instant) {
    return refused(StoreFault::Kind::unavailable);
}
StoreResult<void> DiskStore::audit(const storage::AuditEntry&) {
    return refused(StoreFault::Kind::unavailable);
}
StoreResult<std::vector<storage::AuditEntry>> DiskStore::audit_log(std::uint32_t) {
    return refused<std::vector<storage::AuditEntry>>(StoreFault::Kind::unavailable);
}

}  // namespace stimchat::sim
