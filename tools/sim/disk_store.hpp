#pragma once

#include "server/storage/store.hpp"
#include "tools/sim/disk.hpp"
#include "tools/sim/world.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace stimchat::sim {

/// The storage port on a simulated disk: a journal of checked records, and what they amount to in memory. A call only
/// writes; whoever calls syncs, and calls recover() after a sync that failed and after a crash.
///
/// Keeps reports (their evidence not: nobody reads it here), decisions and bans. Moderators and their sign-ins take no
/// part in a run: those calls answer that they are not available.
class DiskStore final : public storage::Store {
  public:
    DiskStore(World& world, Disk& disk) : world_(world), disk_(disk) {}

    /// Reads the disk anew, up to the first record that is torn.
    void recover();

    /// How many reports of this conversation by this reporter are there: one at most, if all is well.
    std::size_t reports_of(ConversationId conversation, ParticipantKey reporter) const;
    std::size_t reports() const { return reports_.size(); }

    storage::StoreResult<void> ping() override { return {}; }
    storage::StoreResult<void> check_writing(Instant) override { return {}; }
    storage::StoreResult<ReportId> insert_report(const engine::Report& report) override;
    storage::StoreResult<std::vector<storage::ReportSummary>> open_reports(std::uint32_t limit) override;
    storage::StoreResult<storage::ReportCase> open_case(ReportId report, storage::ModeratorId reader,
                                                        Instant now) override;
    storage::StoreResult<void> dismiss(const storage::Dismissal& dismissal) override;
    storage::StoreResult<void> ban(const storage::BanDecision& decision) override;
    storage::StoreResult<std::vector<storage::BanRow>> active_bans(Instant now, std::uint32_t limit) override;
    storage::StoreResult<storage::LiftedBan> lift_ban(BanId ban, storage::ModeratorId by, Instant now) override;

    storage::StoreResult<void> add_moderator(const storage::Moderator&, Instant) override;
    storage::StoreResult<storage::Moderator> find_moderator(const std::string&) override;
    storage::StoreResult<void> open_session(const storage::ConsoleSession&) override;
    storage::StoreResult<storage::ConsoleSession> find_session(decltype(storage::ConsoleSession::key),
                                                               Instant) override;
    storage::StoreResult<void> close_session(decltype(storage::ConsoleSession::key), Instant) override;
    storage::StoreResult<void> audit(const storage::AuditEntry&) override;
    storage::StoreResult<std::vector<storage::AuditEntry>> audit_log(std::uint32_t) override;

  private:
    /// What is on the disk: plain words, so that a torn one is seen by its sum.
    void write(std::string_view record);
    void apply(std::string_view record);
    storage::ReportCase* find(ReportId report);

    World& world_;
    Disk& disk_;
    std::vector<storage::ReportCase> reports_;  ///< in the order in which they came
    std::vector<storage::BanRow> bans_;
};

}  // namespace stimchat::sim
