#include "server/storage/migrator.hpp"

#include "server/storage/open_store.hpp"
#include "server/tests/storage/child_process.hpp"
#include "server/tests/storage/test_databases.hpp"

#include <fstream>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::storage;
using namespace stimchat::storage::test;

namespace {

/// A migrations folder of the test's own.
class Folder {
  public:
    void write(const std::string& name, const std::string& sql) const { std::ofstream(path() / name) << sql; }
    void remove(const std::string& name) const { std::filesystem::remove(path() / name); }
    std::filesystem::path path() const { return folder_.path(); }

  private:
    TemporaryFolder folder_;
};

/// Empty if it went well.
std::string migrate_from(TestDatabase& database, const Folder& folder) {
    auto migrations = read_migrations(folder.path());
    if (!migrations) return migrations.error();
    auto connection = database.open();
    auto migrated = migrate(*connection, *migrations);
    return migrated ? "" : migrated.error();
}

std::int64_t count_in(TestDatabase& database, const std::string& table) {
    auto connection = database.open();
    auto rows = in_transaction<Rows>(*connection, Access::read, [&](Transaction& transaction) {
        return transaction.run("SELECT COUNT(*) FROM " + table);
    });
    return rows ? rows->front().integer(0) : -1;
}

bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

void write_two(const Folder& folder) {
    folder.write("0001_first.sql", "CREATE TABLE a (n BIGINT); INSERT INTO a VALUES (1);");
    folder.write("0002_second.sql",
                 "-- a comment; with a semicolon\nCREATE TABLE b (n BIGINT);\nINSERT INTO a VALUES (2);\n");
}

}  // namespace

TEST_CASE("migrations are applied in order, once") {
    on_each_engine([](TestDatabase& database) {
        const Folder folder;
        write_two(folder);
        CHECK(migrate_from(database, folder) == "");
        CHECK(migrate_from(database, folder) == "");
        CHECK(count_in(database, "a") == 2);
        CHECK(count_in(database, "b") == 0);

        folder.write("0003_third.sql", "INSERT INTO b VALUES (1)");
        CHECK(migrate_from(database, folder) == "");
        CHECK(count_in(database, "b") == 1);
        CHECK(count_in(database, "a") == 2);
        CHECK(count_in(database, "schema_migrations") == 3);
    });
}

TEST_CASE("a migration that was changed after it was applied is refused by name") {
    on_each_engine([](TestDatabase& database) {
        const Folder folder;
        write_two(folder);
        REQUIRE(migrate_from(database, folder) == "");
        folder.write("0001_first.sql", "CREATE TABLE a (n BIGINT); INSERT INTO a VALUES (1); ");
        const auto refused = migrate_from(database, folder);
        CHECK(mentions(refused, "0001_first.sql was changed"));
    });
}

TEST_CASE("a migration that was renamed after it was applied is refused by name") {
    on_each_engine([](TestDatabase& database) {
        const Folder folder;
        write_two(folder);
        REQUIRE(migrate_from(database, folder) == "");
        std::filesystem::rename(folder.path() / "0002_second.sql", folder.path() / "0002_other.sql");
        const auto refused = migrate_from(database, folder);
        CHECK(mentions(refused, "0002_second.sql"));
        CHECK(mentions(refused, "0002_other.sql"));
    });
}

TEST_CASE("a migration that is missing, or that only a newer version has, is refused by name") {
    on_each_engine([](TestDatabase& database) {
        const Folder folder;
        write_two(folder);
        REQUIRE(migrate_from(database, folder) == "");
        folder.remove("0002_second.sql");
        CHECK(mentions(migrate_from(database, folder), "0002_second.sql"));
        write_two(folder);
        folder.remove("0001_first.sql");
        CHECK(mentions(migrate_from(database, folder), "0001_*.sql is missing"));
    });
}

TEST_CASE("a migration that fails leaves nothing of itself, and can be tried again") {
    on_each_engine([](TestDatabase& database) {
        const Folder folder;
        write_two(folder);
        folder.write("0002_second.sql",
                     "CREATE TABLE b (n BIGINT); INSERT INTO a VALUES (2); INSERT INTO nowhere VALUES (1);");
        const auto refused = migrate_from(database, folder);
        CHECK(mentions(refused, "0002_second.sql failed"));
        CHECK(count_in(database, "a") == 1);
        CHECK(count_in(database, "b") == -1);
        CHECK(count_in(database, "schema_migrations") == 1);

        write_two(folder);
        CHECK(migrate_from(database, folder) == "");
        CHECK(count_in(database, "b") == 0);
    });
}

TEST_CASE("a folder that cannot be used is refused with a reason") {
    const Folder folder;
    CHECK(mentions(read_migrations(folder.path()).error(), "there are no migrations"));
    CHECK(mentions(read_migrations(folder.path() / "nowhere").error(), "cannot read the migrations folder"));

    write_two(folder);
    folder.write("README.md", "not a migration");
    CHECK(read_migrations(folder.path())->size() == 2);
    folder.write("0004_fourth.sql", "SELECT 1");
    CHECK(mentions(read_migrations(folder.path()).error(), "0003_*.sql is missing"));
    folder.remove("0004_fourth.sql");
    folder.write("0002_twin.sql", "SELECT 1");
    CHECK(mentions(read_migrations(folder.path()).error(), "0002_second.sql and 0002_twin.sql have the same number"));
    folder.remove("0002_twin.sql");
    folder.write("3_third.sql", "SELECT 1");
    CHECK(mentions(read_migrations(folder.path()).error(), "3_third.sql is not named NNNN_name.sql"));
}

TEST_CASE("the released migrations are well numbered") {
    auto migrations = read_migrations(migrations_folder());
    REQUIRE(migrations);
    CHECK(migrations->front().name == "0001_reports_bans_moderators.sql");
    CHECK(migrations->front().checksum.size() == 64);
}

TEST_CASE("any number of processes may start on an empty database at once") {
    on_each_engine([](TestDatabase& database) {
        const Folder folder;
        for (int n = 1; n <= 9; ++n) {
            const std::string digit = std::to_string(n);
            folder.write("000" + digit + "_step.sql", "CREATE TABLE t" + digit + " (n BIGINT);");
        }
        folder.write("0010_count.sql", "INSERT INTO t1 VALUES (1);");
        std::vector<ChildProcess> children;
        for (int n = 0; n < 4; ++n)
            children.emplace_back([&](int) { return migrate_from(database, folder).empty() ? 0 : 1; });
        for (auto& child : children)
            CHECK(child.wait() == 0);
        CHECK(count_in(database, "schema_migrations") == 10);
        CHECK(count_in(database, "t1") == 1);
    });
}
