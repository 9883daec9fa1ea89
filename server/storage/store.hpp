#pragma once

#include "server/engine/moderation/ban.hpp"
#include "server/engine/moderation/report.hpp"
#include "shared/core/ids.hpp"
#include "shared/core/result.hpp"
#include "shared/core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What StimChat keeps, as the rest of the server sees it. Every call blocks: call it on a storage thread only.
namespace stimchat::storage {

using ModeratorId = Id<struct ModeratorIdTag>;

struct StoreFault {
    enum class Kind : std::uint8_t {
        unavailable,  ///< the database cannot be reached, is locked, full or read-only: try again later
        not_found,
        conflict,  ///< e.g. the name is taken, the report is decided already; trying again changes nothing
    } kind{};
    std::string detail;  ///< for the log; never message text, tokens or addresses
};
template <class Value>
using StoreResult = Result<Value, StoreFault>;

// --- reports --------------------------------------------------------------------------------------------------------
enum class ReportStatus : std::uint8_t { open, dismissed, banned };

struct ReportSummary {
    ReportId id;
    engine::ReportReason reason{};
    ReportStatus status{};
    Instant reported_at;
    std::uint32_t evidence_lines = 0;
    std::uint32_t other_reports = 0;  ///< of the same participant, any status
};
struct ReportCase {
    engine::Report report;
    ReportStatus status{};
    std::string decided_by;  ///< moderator name, empty while open
    std::optional<Instant> decided_at;
    std::uint32_t other_reports = 0;
};

// --- decisions ------------------------------------------------------------------------------------------------------
struct Dismissal {
    ReportId report;
    ModeratorId by;
    Instant at;
};
struct BanDecision {
    ReportId report;
    ModeratorId by;
    engine::Ban ban;
};
struct BanRow {
    engine::Ban ban;
    std::string imposed_by;
    std::optional<ReportId> report;
    std::optional<Instant> lifted_at;
};
struct LiftedBan {
    ParticipantKey participant;
    /// Present if another ban still holds this participant: the one that ends last. The live chats know only one ban of
    /// a participant, so they are told of the lifting first and of this one after it.
    std::optional<engine::Ban> remaining;
};

// --- moderators -----------------------------------------------------------------------------------------------------
struct Moderator {
    ModeratorId id;
    std::string name;
    std::string password_hash;  ///< argon2id, libsodium's string form
};
struct ConsoleSession {
    Id<struct ConsoleSessionKeyTag> key;  ///< keyed hash of the cookie's secret
    ModeratorId moderator;
    std::string moderator_name;
    Instant created_at;
    Instant expires_at;
};
struct AuditEntry {
    Instant at;
    std::string actor;    ///< moderator name, or "server", or "operator" for the command line
    std::string action;   ///< e.g. "report.dismiss", "ban.impose", "ban.lift", "session.open", "moderator.add"
    std::string subject;  ///< id of what it was done to
    std::string detail;   ///< e.g. the duration
};

/// Each writing call is one transaction, its audit entry included.
class Store {
  public:
    virtual ~Store() = default;

    /// Whether reading works.
    virtual StoreResult<void> ping() = 0;
    /// Whether a commit works, found by making one.
    virtual StoreResult<void> check_writing(Instant now) = 0;

    /// Once for (conversation, reporter): a resend gets the id of the first and changes nothing.
    virtual StoreResult<ReportId> insert_report(const engine::Report& report) = 0;
    /// Child safety first, then the oldest; at most `limit`.
    virtual StoreResult<std::vector<ReportSummary>> open_reports(std::uint32_t limit) = 0;
    /// Reading a case is itself audited.
    virtual StoreResult<ReportCase> open_case(ReportId report, ModeratorId reader, Instant now) = 0;
    virtual StoreResult<void> dismiss(const Dismissal& dismissal) = 0;
    /// Imposes the ban and decides the report; `conflict` if it is decided already, or if the ban is for somebody else
    /// than the one reported.
    virtual StoreResult<void> ban(const BanDecision& decision) = 0;

    /// The newest first. A participant may have several; the one that ends last counts.
    virtual StoreResult<std::vector<BanRow>> active_bans(Instant now, std::uint32_t limit) = 0;
    /// Ends this one ban; `conflict` if it is lifted already.
    virtual StoreResult<LiftedBan> lift_ban(BanId ban, ModeratorId by, Instant now) = 0;

    /// `conflict` if the name is taken.
    virtual StoreResult<void> add_moderator(const Moderator& moderator, Instant now) = 0;
    virtual StoreResult<Moderator> find_moderator(const std::string& name) = 0;
    /// Also removes the sessions that have expired by `session.created_at`.
    virtual StoreResult<void> open_session(const ConsoleSession& session) = 0;
    /// `not_found` if it is unknown, closed or expired.
    virtual StoreResult<ConsoleSession> find_session(decltype(ConsoleSession::key) key, Instant now) = 0;
    /// A session that is gone already is no fault.
    virtual StoreResult<void> close_session(decltype(ConsoleSession::key) key, Instant now) = 0;
    /// Something with no other change, e.g. a refused sign-in.
    virtual StoreResult<void> audit(const AuditEntry& entry) = 0;
    /// The newest first.
    virtual StoreResult<std::vector<AuditEntry>> audit_log(std::uint32_t limit) = 0;
};

}  // namespace stimchat::storage
