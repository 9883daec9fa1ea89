#pragma once

#include "server/storage/database.hpp"

/// Those who may sign in to the console. Everything runs in the caller's transaction.
namespace stimchat::storage::moderators {

StoreResult<void> insert(Transaction& transaction, const Moderator& moderator, Instant now);
StoreResult<Moderator> find(Transaction& transaction, const std::string& name);
StoreResult<std::string> name_of(Transaction& transaction, ModeratorId moderator);

}  // namespace stimchat::storage::moderators
