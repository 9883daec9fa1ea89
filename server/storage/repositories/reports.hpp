#pragma once

#include "server/storage/database.hpp"

#include <vector>

/// Reports and their evidence. Everything runs in the caller's transaction.
namespace stimchat::storage::reports {

struct Inserted {
    ReportId id;
    bool is_new = false;
};
/// Gives the first report's id where this reporter has reported this conversation already.
StoreResult<Inserted> insert(Transaction& transaction, const engine::Report& report);
StoreResult<std::vector<ReportSummary>> list_open(Transaction& transaction, std::uint32_t limit);
StoreResult<ReportCase> read_case(Transaction& transaction, ReportId report);

struct Verdict {
    ReportId report;
    ReportStatus status{};
    ModeratorId by;
    Instant at;
};
/// Decides an open report and gives the participant it is about; `conflict` if it is decided already.
StoreResult<ParticipantKey> decide(Transaction& transaction, const Verdict& verdict);

}  // namespace stimchat::storage::reports
