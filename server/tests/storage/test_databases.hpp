#pragma once

#include "server/storage/database.hpp"
#include "server/storage/store.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

/// Fresh databases for the contract tests, on both engines.
namespace stimchat::storage::test {

/// A folder that is removed with all it holds.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

/// An empty database, gone with this object.
class TestDatabase {
  public:
    virtual ~TestDatabase() = default;
    virtual std::string engine() const = 0;
    virtual std::string url() const = 0;

    std::unique_ptr<Database> open() const;
    /// Opened and migrated as the server does it.
    std::unique_ptr<Store> open_store() const;
};

std::filesystem::path migrations_folder();

std::unique_ptr<TestDatabase> fresh_sqlite();
/// Null where STIMCHAT_TEST_POSTGRES is not set; a test case of its own says so in the output.
std::unique_ptr<TestDatabase> fresh_postgres();
/// The address of the PostgreSQL server's own database, if there is one.
std::optional<std::string> postgres_url();
/// `stop`, `start`, `freeze` or `thaw`.
void control_postgres(const std::string& what);

/// The contract: `body` holds on SQLite and on PostgreSQL.
void on_each_engine(const std::function<void(TestDatabase&)>& body);

}  // namespace stimchat::storage::test
