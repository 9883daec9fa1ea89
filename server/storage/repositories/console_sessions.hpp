#pragma once

#include "server/storage/database.hpp"

/// Signed-in moderators. Everything runs in the caller's transaction.
namespace stimchat::storage::console_sessions {

using SessionKey = decltype(ConsoleSession::key);

StoreResult<void> insert(Transaction& transaction, const ConsoleSession& session);
StoreResult<void> remove_expired(Transaction& transaction, Instant now);
StoreResult<ConsoleSession> find(Transaction& transaction, SessionKey key, Instant now);
StoreResult<void> remove(Transaction& transaction, SessionKey key);

}  // namespace stimchat::storage::console_sessions
