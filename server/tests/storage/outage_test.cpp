#include "server/storage/open_store.hpp"
#include "server/tests/storage/disk_faults.hpp"
#include "server/tests/storage/samples.hpp"
#include "server/tests/storage/test_databases.hpp"

#include <doctest/doctest.h>
#include <pqxx/pqxx>
#include <unistd.h>

using namespace stimchat;
using namespace stimchat::storage;
using namespace stimchat::storage::test;

namespace {

template <class Value>
void check_unavailable(const StoreResult<Value>& result) {
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == StoreFault::Kind::unavailable);
    CHECK_FALSE(result.error().detail.empty());
}

/// Everything works again, if not at the first attempt: what was refused can be stored now, and is there once.
void check_recovered(Store& store, const std::vector<engine::Report>& refused, std::size_t stored_before) {
    for (int attempt = 0; attempt < 100 && !store.ping(); ++attempt)
        ::usleep(100'000);
    for (const auto& report : refused)
        CHECK(store.insert_report(report) == report.id);
    auto open = store.open_reports(1000);
    REQUIRE(open);
    CHECK(open->size() == stored_before + refused.size());
}

void end_connections_to(const TestDatabase& database) {
    pqxx::connection connection(postgres_url().value());
    const std::string url = database.url();
    pqxx::nontransaction(connection)
        .exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" +
              url.substr(url.rfind('/') + 1) + "'");
}

}  // namespace

TEST_CASE("a check of writing makes a commit, again and again") {
    on_each_engine([](TestDatabase& database) {
        auto store = database.open_store();
        CHECK(store->check_writing(noon));
        CHECK(store->check_writing(noon + seconds(1)));
        auto connection = database.open();
        auto rows = in_transaction<Rows>(*connection, Access::read, [](Transaction& transaction) {
            return transaction.run("SELECT checked_at FROM write_checks");
        });
        REQUIRE(rows);
        REQUIRE(rows->size() == 1);
        CHECK(rows->front().integer(0) == (noon + seconds(1)).ms_since_epoch);
    });
}

TEST_CASE("SQLite: those who wait behind one who waited for the lock in vain are refused at once") {
    const auto database = fresh_sqlite();
    auto store = database->open_store();
    auto other = database->open();
    REQUIRE(other->begin(Access::write));
    check_unavailable(store->insert_report(report_of(1)));
    // A second each would be more than any test's patience.
    int refused = 0;
    for (int n = 0; n < 2000; ++n)
        refused += store->insert_report(report_of(1)) ? 0 : 1;
    CHECK(refused == 2000);
    other->rollback();
    check_recovered(*store, {report_of(1)}, 0);
}

TEST_CASE("SQLite: while another program holds the lock the store is unavailable, and works when it lets go") {
    const auto database = fresh_sqlite();
    auto store = database->open_store();
    REQUIRE(store->insert_report(report_of(1)));
    auto other = database->open();
    REQUIRE(other->begin(Access::write));

    check_unavailable(store->insert_report(report_of(2)));
    check_unavailable(store->add_moderator(moderator_of(1, "ada"), noon));
    CHECK(store->open_reports(10));  // reading goes on
    CHECK(store->ping());

    other->rollback();
    check_recovered(*store, {report_of(2)}, 1);
}

TEST_CASE("SQLite: a file that vanishes is not replaced by an empty one, and its return is noticed") {
    const auto database = fresh_sqlite();
    auto store = database->open_store();
    REQUIRE(store->insert_report(report_of(1)));
    const std::filesystem::path file = database->url().substr(7);
    const std::filesystem::path away = file.parent_path() / "away";
    std::filesystem::create_directory(away);
    auto move_all = [](const std::filesystem::path& from, const std::filesystem::path& to) {
        for (const char* suffix : {"", "-wal", "-shm"}) {
            const std::string name = "test.sqlite" + std::string(suffix);
            if (std::filesystem::exists(from / name)) std::filesystem::rename(from / name, to / name);
        }
    };
    move_all(file.parent_path(), away);
    check_unavailable(store->insert_report(report_of(2)));
    check_unavailable(store->open_reports(10));
    check_unavailable(store->ping());
    CHECK_FALSE(std::filesystem::exists(file));

    move_all(away, file.parent_path());
    check_recovered(*store, {report_of(2)}, 1);
}

TEST_CASE("SQLite: a full disk is unavailable, wherever it strikes, and leaves nothing half done") {
    const auto database = fresh_sqlite();
    auto store = database->open_store();
    constexpr int writes_max = 100;
    int faults = 0;
    for (; faults < writes_max; ++faults) {
        CAPTURE(faults);
        disk_faults::fail_writes_after(faults);
        auto stored = store->insert_report(report_of(1));
        disk_faults::heal();
        if (stored) break;
        check_unavailable(stored);
        CHECK(store->open_reports(10)->empty());
    }
    CHECK(faults > 3);  // the WAL alone takes several writes
    CHECK(faults < writes_max);
    check_recovered(*store, {report_of(2)}, 1);
}

TEST_CASE("SQLite: no answer after a failed sync, and the store works when the disk is sound again") {
    const auto database = fresh_sqlite();
    auto store = database->open_store();
    REQUIRE(store->insert_report(report_of(1)));
    disk_faults::fail_syncs_after(0);
    check_unavailable(store->insert_report(report_of(2)));
    check_unavailable(store->insert_report(report_of(3)));
    disk_faults::heal();
    check_recovered(*store, {report_of(2), report_of(3)}, 1);
    store.reset();
    CHECK(database->open_store()->open_reports(10)->size() == 3);
}

TEST_CASE("PostgreSQL: a connection that was closed while idle costs nobody anything") {
    const auto database = fresh_postgres();
    if (!database) return;
    auto store = database->open_store();
    REQUIRE(store->insert_report(report_of(1)));
    end_connections_to(*database);
    CHECK(store->insert_report(report_of(2)));
    end_connections_to(*database);
    CHECK(store->ping());
    check_recovered(*store, {}, 2);
}

TEST_CASE("PostgreSQL: a connection lost in a transaction is a fault, the next transaction works") {
    const auto database = fresh_postgres();
    if (!database) return;
    database->open_store();
    auto connection = database->open();
    const std::string insert = "INSERT INTO moderators (id, name, password_hash, created_at) VALUES ($1, $2, $3, $4)";
    {
        Transaction transaction(*connection);
        REQUIRE(transaction.begin(Access::write));
        REQUIRE(transaction.run(insert, {"1", "ada", "", std::int64_t{1}}));
        end_connections_to(*database);
        check_unavailable(transaction.run(insert, {"2", "bob", "", std::int64_t{1}}));
    }
    {
        Transaction transaction(*connection);
        REQUIRE(transaction.begin(Access::write));
        REQUIRE(transaction.run(insert, {"3", "cyd", "", std::int64_t{1}}));
        end_connections_to(*database);
        check_unavailable(transaction.commit());
    }
    auto count = in_transaction<Rows>(*connection, Access::read, [](Transaction& transaction) {
        return transaction.run("SELECT COUNT(*) FROM moderators");
    });
    REQUIRE(count);
    CHECK(count->front().integer(0) == 0);
}

TEST_CASE("PostgreSQL: while another program holds a lock the store is unavailable, and works when it lets go") {
    const auto database = fresh_postgres();
    if (!database) return;
    auto store = database->open_store();
    auto other = database->open();
    REQUIRE(other->begin(Access::write));
    REQUIRE(other->run("LOCK TABLE reports IN ACCESS EXCLUSIVE MODE", {}));
    check_unavailable(store->insert_report(report_of(1)));
    other->rollback();
    check_recovered(*store, {report_of(1)}, 0);
}

TEST_CASE("PostgreSQL: a stopped server is unavailable, and the store works when it runs again") {
    const auto database = fresh_postgres();
    if (!database) return;
    auto store = database->open_store();
    REQUIRE(store->insert_report(report_of(1)));
    control_postgres("stop");
    check_unavailable(store->insert_report(report_of(2)));
    check_unavailable(store->open_reports(10));
    check_unavailable(store->insert_report(report_of(3)));
    control_postgres("start");
    check_recovered(*store, {report_of(2), report_of(3)}, 1);
}

TEST_CASE("PostgreSQL: a frozen server hangs nobody for ever") {
    const auto database = fresh_postgres();
    if (!database) return;
    auto store = database->open_store();
    REQUIRE(store->insert_report(report_of(1)));
    control_postgres("freeze");
    check_unavailable(store->insert_report(report_of(2)));
    check_unavailable(store->ping());
    control_postgres("thaw");
    check_recovered(*store, {report_of(2)}, 1);
}
