#include "server/storage/open_store.hpp"

#include "server/storage/migrator.hpp"
#include "server/storage/postgres_database.hpp"
#include "server/storage/sql_store.hpp"
#include "server/storage/sqlite_database.hpp"

#include <string_view>

namespace stimchat::storage {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";
constexpr std::string_view postgres_scheme = "postgresql://";
constexpr std::string_view postgres_scheme_short = "postgres://";  // libpq takes both

bool starts_with(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}

}  // namespace

Result<std::unique_ptr<Database>, std::string> open_database(const std::string& database_url) {
    if (starts_with(database_url, sqlite_scheme))
        return SqliteDatabase::open(database_url.substr(sqlite_scheme.size()));
    if (starts_with(database_url, postgres_scheme) || starts_with(database_url, postgres_scheme_short))
        return PostgresDatabase::open(database_url);
    // Not quoted: it may hold a password.
    return failure(
        std::string("the database address must begin with sqlite: or postgresql:// "
                    "(for example sqlite:data/stimchat.sqlite or "
                    "postgresql://USER:PASSWORD@HOST:PORT/NAME)"));
}

Result<std::unique_ptr<Store>, std::string> open_store(const std::string& database_url,
                                                       const std::filesystem::path& migrations_folder) {
    auto migrations = read_migrations(migrations_folder);
    if (!migrations) return failure(migrations.error());
    auto database = open_database(database_url);
    if (!database) return failure(database.error());
    if (auto migrated = migrate(**database, *migrations); !migrated) return failure(migrated.error());
    return std::make_unique<SqlStore>(std::move(*database));
}

}  // namespace stimchat::storage
