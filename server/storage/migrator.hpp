#pragma once

#include "server/storage/database.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace stimchat::storage {

inline constexpr std::size_t migration_bytes_max = 1024 * 1024;
inline constexpr std::size_t migrations_max = 9999;

/// One file of the migrations folder, NNNN_name.sql. Never changed once it has been released: the next change to the
/// schema is the next file.
struct Migration {
    std::int64_t version = 0;
    std::string name;      ///< the file's name, e.g. "0001_reports_bans_moderators.sql"
    std::string checksum;  ///< SHA-256 of its bytes, in hexadecimal
    std::string sql;
};

/// In order, numbered from 1 without gaps. Fails with a sentence that names the file at fault and says what to do.
Result<std::vector<Migration>, std::string> read_migrations(const std::filesystem::path& folder);

/// Applies what is not applied yet, each in a transaction of its own, under a lock: any number of processes may start
/// at once. Refuses, by name, a migration that was changed or removed after it was applied, and a database that a newer
/// StimChat has migrated.
Result<void, std::string> migrate(Database& database, const std::vector<Migration>& migrations);

}  // namespace stimchat::storage
