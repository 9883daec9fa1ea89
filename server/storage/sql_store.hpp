#pragma once

#include "server/storage/database.hpp"
#include "server/storage/repositories/audit_log.hpp"

#include <memory>
#include <string>
#include <vector>

namespace stimchat::storage {

/// The Store over a migrated database. What belongs together is one transaction, its audit entry included; the SQL is
/// in repositories/. When the database goes away its calls answer `unavailable`, and work again once it is back.
class SqlStore final : public Store {
  public:
    explicit SqlStore(std::unique_ptr<Database> database) : database_(std::move(database)) {}

    StoreResult<void> ping() override;
    StoreResult<void> check_writing(Instant now) override;

    StoreResult<ReportId> insert_report(const engine::Report& report) override;
    StoreResult<std::vector<ReportSummary>> open_reports(std::uint32_t limit) override;
    StoreResult<ReportCase> open_case(ReportId report, ModeratorId reader, Instant now) override;
    StoreResult<void> dismiss(const Dismissal& dismissal) override;
    StoreResult<void> ban(const BanDecision& decision) override;

    StoreResult<std::vector<BanRow>> active_bans(Instant now, std::uint32_t limit) override;
    StoreResult<LiftedBan> lift_ban(BanId ban, ModeratorId by, Instant now) override;

    StoreResult<void> add_moderator(const Moderator& moderator, Instant now) override;
    StoreResult<Moderator> find_moderator(const std::string& name) override;
    StoreResult<void> open_session(const ConsoleSession& session) override;
    StoreResult<ConsoleSession> find_session(decltype(ConsoleSession::key) key, Instant now) override;
    StoreResult<void> close_session(decltype(ConsoleSession::key) key, Instant now) override;
    StoreResult<void> audit(const AuditEntry& entry) override;
    StoreResult<std::vector<AuditEntry>> audit_log(std::uint32_t limit) override;

  private:
    struct Deed {
        Instant at;
        std::string action;
        std::string subject;
        std::string detail;
    };
    StoreResult<void> note(Transaction& transaction, ModeratorId by, Deed deed);
    StoreResult<void> note(Transaction& transaction, std::string actor, Deed deed);

    std::unique_ptr<Database> database_;
    audit_log::EntryIds audit_ids_;
};

}  // namespace stimchat::storage
