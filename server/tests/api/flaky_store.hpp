#pragma once

#include "server/storage/store.hpp"

#include <atomic>
#include <memory>
#include <utility>

namespace stimchat::tests {

/// A real Store behind a switch: while `away`, every call fails as with a database that cannot be reached.
class FlakyStore final : public storage::Store {
  public:
    template <class Value>
    using StoreResult = storage::StoreResult<Value>;

    FlakyStore(std::unique_ptr<storage::Store> store, const std::atomic<bool>& away)
        : store_(std::move(store)), away_(away) {}

    StoreResult<void> ping() override { return guarded<void>(&Store::ping); }
    StoreResult<void> check_writing(Instant now) override { return guarded<void>(&Store::check_writing, now); }
    StoreResult<ReportId> insert_report(const engine::Report& report) override {
        return guarded<ReportId>(&Store::insert_report, report);
    }
    StoreResult<std::vector<storage::ReportSummary>> open_reports(std::uint32_t limit) override {
        return guarded<std::vector<storage::ReportSummary>>(&Store::open_reports, limit);
    }
    StoreResult<storage::ReportCase> open_case(ReportId report, storage::ModeratorId reader, Instant now) override {
        return guarded<storage::ReportCase>(&Store::open_case, report, reader, now);
    }
    StoreResult<void> dismiss(const storage::Dismissal& dismissal) override {
        return guarded<void>(&Store::dismiss, dismissal);
    }
    StoreResult<void> ban(const storage::BanDecision& decision) override {
        return guarded<void>(&Store::ban, decision);
    }
    StoreResult<std::vector<storage::BanRow>> active_bans(Instant now, std::uint32_t limit) override {
        return guarded<std::vector<storage::BanRow>>(&Store::active_bans, now, limit);
    }
    StoreResult<storage::LiftedBan> lift_ban(BanId ban, storage::ModeratorId by, Instant now) override {
        return guarded<storage::LiftedBan>(&Store::lift_ban, ban, by, now);
    }
    StoreResult<void> add_moderator(const storage::Moderator& moderator, Instant now) override {
        return guarded<void>(&Store::add_moderator, moderator, now);
    }
    StoreResult<storage::Moderator> find_moderator(const std::string& name) override {
        return guarded<storage::Moderator>(&Store::find_moderator, name);
    }
    StoreResult<void> open_session(const storage::ConsoleSession& session) override {
        return guarded<void>(&Store::open_session, session);
    }
    StoreResult<storage::ConsoleSession> find_session(decltype(storage::ConsoleSession::key) key,
                                                      Instant now) override {
        return guarded<storage::ConsoleSession>(&Store::find_session, key, now);
    }
    StoreResult<void> close_session(decltype(storage::ConsoleSession::key) key, Instant now) override {
        return guarded<void>(&Store::close_session, key, now);
    }
    StoreResult<void> audit(const storage::AuditEntry& entry) override { return guarded<void>(&Store::audit, entry); }
    StoreResult<std::vector<storage::AuditEntry>> audit_log(std::uint32_t limit) override {
        return guarded<std::vector<storage::AuditEntry>>(&Store::audit_log, limit);
    }

  private:
    template <class Value, class Call, class... Arguments>
    StoreResult<Value> guarded(Call call, const Arguments&... arguments) {
        if (away_) return failure(storage::StoreFault{storage::StoreFault::Kind::unavailable, "switched off"});
        return (store_.get()->*call)(arguments...);
    }

    std::unique_ptr<storage::Store> store_;
    const std::atomic<bool>& away_;
};

}  // namespace stimchat::tests
