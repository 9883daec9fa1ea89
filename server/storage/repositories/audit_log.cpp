#include "server/storage/repositories/audit_log.hpp"

#include "server/storage/repositories/columns.hpp"

#include <sodium.h>

namespace stimchat::storage::audit_log {

Id<AuditEntryIdTag> EntryIds::next(Instant at) {
    const std::uint64_t count = counter_++;
    const auto milliseconds = static_cast<std::uint64_t>(at.ms_since_epoch);
    const std::uint64_t high = milliseconds << 16 | 0x7000 | (count >> 30 & 0xFFF);
    const std::uint64_t low = 0x8000000000000000ULL | (count & 0x3FFFFFFF) << 32 | randombytes_random();
    return {high, low};
}

StoreResult<void> append(Transaction& transaction, EntryIds& ids, const AuditEntry& entry) {
    auto ran = transaction.run(
        "INSERT INTO audit_log (id, written_at, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)",
        {columns::of(ids.next(entry.at)), columns::of(entry.at), entry.actor, entry.action, entry.subject,
         entry.detail});
    if (!ran) return failure(ran.error());
    return {};
}

StoreResult<std::vector<AuditEntry>> list(Transaction& transaction, std::uint32_t limit) {
    auto rows = transaction.run(
        "SELECT written_at, actor, action, subject, detail FROM audit_log ORDER BY written_at DESC, id DESC LIMIT $1",
        {std::int64_t{limit}});
    if (!rows) return failure(rows.error());
    std::vector<AuditEntry> entries;
    entries.reserve(rows->size());
    for (const Row& row : *rows)
        entries.push_back({columns::instant(row, 0), row.text(1), row.text(2), row.text(3), row.text(4)});
    return entries;
}

}  // namespace stimchat::storage::audit_log
