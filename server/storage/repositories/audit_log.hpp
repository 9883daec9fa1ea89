#pragma once

#include "server/storage/database.hpp"

#include <vector>

/// Who did what, and when. Everything runs in the caller's transaction.
namespace stimchat::storage::audit_log {

/// Makes ids that sort by time, and within a millisecond in the order in which they were made: UUIDs of version 7 (RFC
/// 9562, 5.7) with a counter of 42 bits behind the time (6.2, method 1).
class EntryIds {
  public:
    Id<struct AuditEntryIdTag> next(Instant at);

  private:
    std::uint64_t counter_ = 0;
};

StoreResult<void> append(Transaction& transaction, EntryIds& ids, const AuditEntry& entry);
/// The newest first.
StoreResult<std::vector<AuditEntry>> list(Transaction& transaction, std::uint32_t limit);

}  // namespace stimchat::storage::audit_log
