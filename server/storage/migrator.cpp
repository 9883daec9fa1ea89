#include "server/storage/migrator.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>
#include <system_error>

#include <sodium.h>

namespace stimchat::storage {
namespace {

struct Applied {
    std::int64_t version = 0;
    std::string name;
    std::string checksum;
};

std::string sha256_hex(const std::string& bytes) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    std::array<char, crypto_hash_sha256_BYTES * 2 + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
    return hex.data();
}

std::string four_digits(std::int64_t version) {
    const std::string digits = std::to_string(version);
    return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

Result<Migration, std::string> read_migration(const std::filesystem::path& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error) return failure("cannot read the migration " + file.string() + ": " + error.message());
    if (size > migration_bytes_max) return failure("the migration " + file.string() + " is larger than 1 MiB");
    std::ifstream stream(file, std::ios::binary);
    Migration migration;
    migration.sql.assign(std::istreambuf_iterator<char>(stream), {});
    if (!stream) return failure("cannot read the migration " + file.string());
    migration.name = file.filename().string();
    migration.version = std::stoi(migration.name.substr(0, 4));
    migration.checksum = sha256_hex(migration.sql);
    return migration;
}

Result<std::vector<std::filesystem::path>, std::string> migration_files(const std::filesystem::path& folder) {
    static const std::regex wanted(R"(\d{4}_[a-z0-9_]+\.sql)");
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        if (entry->path().extension() != ".sql") continue;
        if (!std::regex_match(entry->path().filename().string(), wanted))
            return failure("the migration " + entry->path().filename().string() +
                           " is not named NNNN_name.sql (four digits, then a-z, 0-9 and _): rename or remove it");
        files.push_back(entry->path());
        if (files.size() > migrations_max) return failure("too many migrations in " + folder.string());
    }
    if (error)
        return failure("cannot read the migrations folder " + folder.string() + ": " + error.message() +
                       ". Point to the folder that came with this StimChat.");
    std::sort(files.begin(), files.end());
    return files;
}

StoreResult<std::vector<Applied>> read_applied(Transaction& transaction) {
    auto created = transaction.run(
        "CREATE TABLE IF NOT EXISTS schema_migrations "
        "(version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)");
    if (!created) return failure(created.error());
    auto rows = transaction.run("SELECT version, name, checksum FROM schema_migrations ORDER BY version");
    if (!rows) return failure(rows.error());
    std::vector<Applied> applied;
    for (const Row& row : *rows)
        applied.push_back({row.integer(0), row.text(1), row.text(2)});
    return applied;
}

/// What is wrong with going on from here, if anything.
std::optional<std::string> refusal(const std::vector<Applied>& applied, const std::vector<Migration>& migrations) {
    for (std::size_t n = 0; n < applied.size(); ++n) {
        const Applied& done = applied[n];
        if (n >= migrations.size())
            return "the database has the migration " + done.name +
                   ", which the migrations folder lacks: either the file was removed (restore it), or a newer StimChat "
                   "has used this database (start that version, or restore a backup made before the update).";
        if (done.version != migrations[n].version)
            return "the database lacks the migration " + migrations[n].name + " but has the later " + done.name +
                   ": restore a backup.";
        if (done.name != migrations[n].name)
            return "the migration " + done.name + " was applied to the database, but the folder has " +
                   migrations[n].name + " in its place: restore the file that came with StimChat.";
        if (done.checksum != migrations[n].checksum)
            return "the migration " + done.name +
                   " was changed after it had been applied to the database: restore the file that came with StimChat.";
    }
    return std::nullopt;
}

StoreResult<void> apply(Transaction& transaction, const Migration& migration) {
    if (auto ran = transaction.run_script(migration.sql); !ran) return ran;
    auto noted = transaction.run("INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)",
                                 {migration.version, migration.name, migration.checksum});
    if (!noted) return failure(noted.error());
    return {};
}

enum class Step { applied_one, all_applied };

/// One look under the lock, and at most one migration. Another process may have come first in between.
Result<Step, std::string> take_step(Database& database, const std::vector<Migration>& migrations) {
    std::optional<std::string> refused;
    const Migration* next = nullptr;
    auto stepped = in_transaction<Step>(database, Access::schema, [&](Transaction& transaction) -> StoreResult<Step> {
        auto applied = read_applied(transaction);
        if (!applied) return failure(applied.error());
        refused = refusal(*applied, migrations);
        if (refused) return failure(conflict("migration refused"));
        if (applied->size() == migrations.size()) return Step::all_applied;
        next = &migrations[applied->size()];
        if (auto ran = apply(transaction, *next); !ran) return failure(ran.error());
        return Step::applied_one;
    });
    if (stepped) return *stepped;
    if (refused) return failure(*refused);
    if (next != nullptr) return failure("the migration " + next->name + " failed: " + stepped.error().detail);
    return failure("cannot migrate the database: " + stepped.error().detail +
                   ". Another program may hold a lock on it; try again when it has finished.");
}

}  // namespace

Result<std::vector<Migration>, std::string> read_migrations(const std::filesystem::path& folder) {
    auto files = migration_files(folder);
    if (!files) return failure(files.error());
    std::vector<Migration> migrations;
    for (const auto& file : *files) {
        auto migration = read_migration(file);
        if (!migration) return failure(migration.error());
        const auto expected = static_cast<std::int64_t>(migrations.size()) + 1;
        if (migration->version > expected)
            return failure("the migration " + four_digits(expected) + "_*.sql is missing from " + folder.string() +
                           ": restore the folder that came with this StimChat.");
        if (migration->version < expected)
            return failure("the migrations " + migrations.back().name + " and " + migration->name +
                           " have the same number: remove the one that did not come with this StimChat.");
        migrations.push_back(std::move(*migration));
    }
    if (migrations.empty())
        return failure("there are no migrations in " + folder.string() +
                       ": point to the folder that came with this StimChat.");
    return migrations;
}

Result<void, std::string> migrate(Database& database, const std::vector<Migration>& migrations) {
    for (;;) {
        auto step = take_step(database, migrations);
        if (!step) return failure(step.error());
        if (*step == Step::all_applied) return {};
    }
}

}  // namespace stimchat::storage
