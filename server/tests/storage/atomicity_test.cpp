#include "server/storage/sql_store.hpp"
#include "server/tests/storage/samples.hpp"
#include "server/tests/storage/test_databases.hpp"

#include <functional>
#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::storage;
using namespace stimchat::storage::test;

namespace {

/// Where and how the next fault comes.
struct FaultPlan {
    int calls_until_fault = -1;  ///< -1: never
    bool thrown = false;         ///< an exception in place of a fault

    bool strikes() {
        if (calls_until_fault < 0) return false;
        return calls_until_fault-- == 0;
    }
};

/// Hands calls on to a real database, but one of them fails instead of being made.
class FailingDatabase final : public Database {
  public:
    FailingDatabase(std::unique_ptr<Database> database, FaultPlan& plan)
        : database_(std::move(database)), plan_(plan) {}

    StoreResult<void> begin(Access access) override {
        return guarded<void>([&] { return database_->begin(access); });
    }
    StoreResult<Rows> run(std::string_view statement, const Parameters& parameters) override {
        return guarded<Rows>([&] { return database_->run(statement, parameters); });
    }
    StoreResult<void> run_script(const std::string& statements) override {
        return guarded<void>([&] { return database_->run_script(statements); });
    }
    StoreResult<void> commit() override {
        return guarded<void>([&] { return database_->commit(); });
    }
    void rollback() noexcept override { database_->rollback(); }

  private:
    template <class Result>
    StoreResult<Result> guarded(const std::function<StoreResult<Result>()>& call) {
        if (!plan_.strikes()) return call();
        if (plan_.thrown) throw std::runtime_error("a fault for the test");
        return failure(unavailable("a fault for the test"));
    }

    std::unique_ptr<Database> database_;
    FaultPlan& plan_;
};

/// All that is stored, as text: two equal pictures mean that nothing has changed.
std::string picture_of(TestDatabase& database) {
    auto connection = database.open();
    std::string picture;
    for (const char* table : {"moderators", "reports", "report_evidence", "bans", "console_sessions", "audit_log"}) {
        auto rows = in_transaction<Rows>(*connection, Access::read, [&](Transaction& transaction) {
            return transaction.run("SELECT COUNT(*) FROM " + std::string(table));
        });
        REQUIRE(rows);
        picture += std::string(table) + " " + std::to_string(rows->front().integer(0)) + "; ";
    }
    auto decided = in_transaction<Rows>(*connection, Access::read, [&](Transaction& transaction) {
        return transaction.run(
            "SELECT (SELECT COUNT(*) FROM reports WHERE status <> 'open'), "
            "(SELECT COUNT(*) FROM bans WHERE lifted_at IS NOT NULL)");
    });
    REQUIRE(decided);
    return picture + "decided " + std::to_string(decided->front().integer(0)) + ", lifted " +
           std::to_string(decided->front().integer(1));
}

/// Fails `deed` at its first call to the database, then at its second, ..., until it succeeds; after each failure
/// nothing may have changed, and the deed must still be possible.
template <class Deed>
void check_all_or_nothing(TestDatabase& database, SqlStore& store, FaultPlan& plan, Deed deed) {
    const std::string before = picture_of(database);
    constexpr int calls_max = 60;
    for (int call = 0; call < calls_max; ++call) {
        for (const bool thrown : {false, true}) {
            CAPTURE(call);
            CAPTURE(thrown);
            plan = {call, thrown};
            bool done = false;
            try {
                done = deed(store).has_value();
            } catch (const std::runtime_error&) {
                REQUIRE(thrown);
            }
            const bool struck = plan.calls_until_fault < 0;
            plan = {};
            if (done) {
                REQUIRE_FALSE(struck);
                REQUIRE(call >= 3);  // begin, at least one statement, commit: the plan was used
                CHECK(picture_of(database) != before);
                return;
            }
            REQUIRE(struck);
            REQUIRE(picture_of(database) == before);
        }
    }
    FAIL("the deed never succeeded");
}

struct Bench {
    explicit Bench(TestDatabase& database) {
        auto prepared = database.open_store();
        REQUIRE(prepared->add_moderator(ada, noon));
        REQUIRE(prepared->insert_report(report));
        REQUIRE(prepared->insert_report(banned_report));
        REQUIRE(prepared->ban({banned_report.id, ada.id, ban}));
        REQUIRE(prepared->open_session(session_of(1, ada)));
        store = std::make_unique<SqlStore>(std::make_unique<FailingDatabase>(database.open(), plan));
    }

    Moderator ada = moderator_of(1, "ada");
    engine::Report report = report_of(1);
    engine::Report banned_report = report_of(2);
    engine::Ban ban = ban_of(2, banned_report, std::nullopt);
    FaultPlan plan;
    std::unique_ptr<SqlStore> store;
};

void check_deed(const std::function<bool(SqlStore&, Bench&)>& deed) {
    on_each_engine([&](TestDatabase& database) {
        Bench bench(database);
        check_all_or_nothing(database, *bench.store, bench.plan, [&](SqlStore& store) -> std::optional<bool> {
            return deed(store, bench) ? std::optional(true) : std::nullopt;
        });
    });
}

}  // namespace

TEST_CASE("a report is stored as a whole or not at all, wherever the database fails") {
    check_deed([](SqlStore& store, Bench&) {
        auto long_report = report_of(9);
        for (std::uint64_t n = 3; n <= 120; ++n)
            long_report.evidence.push_back({n, long_report.reporter_alias, noon, "line"});
        return store.insert_report(long_report).has_value();
    });
}

TEST_CASE("a ban and its decision and its audit entry are one, wherever the database fails") {
    check_deed([](SqlStore& store, Bench& bench) {
        return store.ban({bench.report.id, bench.ada.id, ban_of(1, bench.report, hours(1))}).has_value();
    });
}

TEST_CASE("a dismissal and its audit entry are one, wherever the database fails") {
    check_deed([](SqlStore& store, Bench& bench) {
        return store.dismiss({bench.report.id, bench.ada.id, noon}).has_value();
    });
}

TEST_CASE("lifting a ban and its audit entry are one, wherever the database fails") {
    check_deed([](SqlStore& store, Bench& bench) {
        return store.lift_ban(bench.ban.id, bench.ada.id, noon + hours(1)).has_value();
    });
}

TEST_CASE("a case is read only together with its audit entry") {
    check_deed(
        [](SqlStore& store, Bench& bench) { return store.open_case(bench.report.id, bench.ada.id, noon).has_value(); });
}

TEST_CASE("a moderator and the audit entry are one, wherever the database fails") {
    check_deed([](SqlStore& store, Bench&) { return store.add_moderator(moderator_of(2, "bob"), noon).has_value(); });
}

TEST_CASE("opening and closing a session and their audit entries are one, wherever the database fails") {
    check_deed([](SqlStore& store, Bench& bench) { return store.open_session(session_of(2, bench.ada)).has_value(); });
    check_deed([](SqlStore& store, Bench&) { return store.close_session({7, 1}, noon).has_value(); });
}
