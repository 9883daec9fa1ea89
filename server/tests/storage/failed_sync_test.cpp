#include "server/tests/storage/child_process.hpp"
#include "server/tests/storage/disk_faults.hpp"
#include "server/tests/storage/samples.hpp"
#include "server/tests/storage/test_databases.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

using namespace stimchat;
using namespace stimchat::storage;
using namespace stimchat::storage::test;

namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

fs::path file_of(const TestDatabase& database) {
    return database.url().substr(std::string("sqlite:").size());
}

fs::path wal_of(const TestDatabase& database) {
    return file_of(database).string() + "-wal";
}

/// The power fails: of what was written after `synced` and could not be synced, only what was written anew reaches the
/// disk. `unsynced` is the WAL right after the failed sync. Gives what is found on the disk.
std::unique_ptr<TestDatabase> after_power_loss(const TestDatabase& database, const std::string& synced,
                                               const std::string& unsynced) {
    auto found = fresh_sqlite();
    fs::copy_file(file_of(database), file_of(*found));
    std::string wal = bytes_of(wal_of(database));
    for (std::size_t at = synced.size(); at < unsynced.size() && at < wal.size(); ++at) {
        if (wal[at] == unsynced[at]) wal[at] = '\0';
    }
    write_bytes(wal_of(*found), wal);
    return found;
}

}  // namespace

TEST_CASE("SQLite: a commit whose sync failed is not believed because it can still be read") {
    const auto database = fresh_sqlite();
    database->open_store();
    ChildProcess server([&](int pipe) {
        auto store = database->open_store();
        if (!store->insert_report(report_of(1)) || ::write(pipe, "1", 1) != 1) return 1;
        ::usleep(200'000);  // the parent looks at the files meanwhile
        disk_faults::fail_syncs_after(0);
        if (store->insert_report(report_of(2)) || ::write(pipe, "2", 1) != 1) return 2;
        for (;;)
            ::pause();
    });
    REQUIRE(server.read(1) == "1");
    const std::string synced = bytes_of(wal_of(*database));
    REQUIRE(server.read(1) == "2");
    const std::string unsynced = bytes_of(wal_of(*database));
    REQUIRE(unsynced.size() > synced.size());
    server.kill();
    server.wait();

    // The next server finds the refused report in the kernel's memory, as if it had been committed. The reporter, who
    // was refused, sends it again, and is answered now.
    auto store = database->open_store();
    CHECK(store->insert_report(report_of(2)) == report_of(2).id);
    const auto found = after_power_loss(*database, synced, unsynced);
    auto reports = found->open_store()->open_reports(10);
    REQUIRE(reports);
    CHECK(reports->size() == 2);
}

TEST_CASE("SQLite: the same process does not answer after a failed sync until all it has is synced") {
    const auto database = fresh_sqlite();
    auto store = database->open_store();
    auto reader = database->open();  // so that the WAL outlives the store's handle
    REQUIRE(store->insert_report(report_of(1)));
    const std::string synced = bytes_of(wal_of(*database));
    disk_faults::fail_syncs_after(0);
    CHECK_FALSE(store->insert_report(report_of(2)));
    const std::string unsynced = bytes_of(wal_of(*database));
    CHECK_FALSE(store->check_writing(noon));
    disk_faults::heal();
    CHECK(store->insert_report(report_of(2)) == report_of(2).id);
    auto reports = after_power_loss(*database, synced, unsynced)->open_store()->open_reports(10);
    REQUIRE(reports);
    CHECK(reports->size() == 2);
}

TEST_CASE("SQLite: where the WAL cannot be made sound, nothing is written, and reading goes on") {
    const auto database = fresh_sqlite();
    auto store = database->open_store();
    REQUIRE(store->insert_report(report_of(1)));
    disk_faults::fail_syncs_after(0);
    for (int attempt = 0; attempt < 3; ++attempt)
        CHECK_FALSE(store->insert_report(report_of(2)));
    CHECK(store->open_reports(10));  // it may show what was refused: it is not known to be lost either
    disk_faults::heal();
    CHECK(store->insert_report(report_of(2)));
}
