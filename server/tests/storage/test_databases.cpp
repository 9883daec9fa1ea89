#include "server/tests/storage/test_databases.hpp"

#include "server/storage/open_store.hpp"

#include <atomic>
#include <cstdlib>

#include <doctest/doctest.h>
#include <pqxx/pqxx>
#include <unistd.h>

namespace stimchat::storage::test {
namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

class SqliteTestDatabase final : public TestDatabase {
  public:
    std::string engine() const override { return "SQLite"; }
    std::string url() const override { return "sqlite:" + (folder_.path() / "test.sqlite").string(); }

  private:
    TemporaryFolder folder_;
};

void administer(const std::string& statement) {
    pqxx::connection connection(postgres_url().value());
    const pqxx::quiet_errorhandler quiet(connection);
    pqxx::nontransaction(connection).exec(statement);
}

class PostgresTestDatabase final : public TestDatabase {
  public:
    PostgresTestDatabase() {
        static std::atomic<int> count{0};
        name_ = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
        administer("CREATE DATABASE " + name_ + " TEMPLATE template0 ENCODING 'UTF8'");
    }
    ~PostgresTestDatabase() override {
        try {
            administer("DROP DATABASE " + name_ + " WITH (FORCE)");
        } catch (const std::exception& error) {
            MESSAGE("a test database stays behind: " << error.what());
        }
    }
    std::string engine() const override { return "PostgreSQL"; }
    std::string url() const override {
        const std::string base = postgres_url().value();
        return base.substr(0, base.rfind('/') + 1) + name_;
    }

  private:
    std::string name_;
};

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "stimchat-storage-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<Database> TestDatabase::open() const {
    auto database = open_database(url());
    if (!database) FAIL(database.error());
    return std::move(*database);
}

std::unique_ptr<Store> TestDatabase::open_store() const {
    auto store = storage::open_store(url(), migrations_folder());
    if (!store) FAIL(store.error());
    return std::move(*store);
}

std::filesystem::path migrations_folder() {
    return std::filesystem::path(STIMCHAT_SOURCE_DIR) / "migrations";
}

std::unique_ptr<TestDatabase> fresh_sqlite() {
    return std::make_unique<SqliteTestDatabase>();
}

std::unique_ptr<TestDatabase> fresh_postgres() {
    if (!postgres_url()) return nullptr;
    return std::make_unique<PostgresTestDatabase>();
}

std::optional<std::string> postgres_url() {
    const std::string url = environment("STIMCHAT_TEST_POSTGRES");
    if (url.empty()) return std::nullopt;
    return url;
}

void control_postgres(const std::string& what) {
    const std::string command = environment("STIMCHAT_TEST_POSTGRES_CONTROL");
    REQUIRE_MESSAGE(!command.empty(), "STIMCHAT_TEST_POSTGRES_CONTROL is not set: run through tools/db/with-postgres");
    REQUIRE(std::system((command + " " + what).c_str()) == 0);
}

void on_each_engine(const std::function<void(TestDatabase&)>& body) {
    {
        INFO("engine: SQLite");
        auto sqlite = fresh_sqlite();
        body(*sqlite);
    }
    if (auto postgres = fresh_postgres()) {
        INFO("engine: PostgreSQL");
        body(*postgres);
    }
}

TEST_CASE("which engines this run covers") {
    if (postgres_url())
        MESSAGE("covered: SQLite and PostgreSQL");
    else
        MESSAGE(
            "covered: SQLite only. PostgreSQL is NOT covered, because STIMCHAT_TEST_POSTGRES is not set; "
            "run tools/db/with-postgres PROGRAM");
}

}  // namespace stimchat::storage::test
