#pragma once

#include "server/storage/database.hpp"

#include <optional>
#include <vector>

/// Bans. Everything runs in the caller's transaction.
namespace stimchat::storage::bans {

StoreResult<void> insert(Transaction& transaction, const engine::Ban& ban, ModeratorId by, ReportId report);
/// In force at `now`, the newest first.
StoreResult<std::vector<BanRow>> list_active(Transaction& transaction, Instant now, std::uint32_t limit);
/// `conflict` if it is lifted already.
StoreResult<ParticipantKey> lift(Transaction& transaction, BanId ban, ModeratorId by, Instant now);
/// The ban in force that ends last.
StoreResult<std::optional<engine::Ban>> longest_of(Transaction& transaction, ParticipantKey participant, Instant now);

}  // namespace stimchat::storage::bans
