#include "server/storage/open_store.hpp"
#include "server/tests/storage/child_process.hpp"
#include "server/tests/storage/disk_faults.hpp"
#include "server/tests/storage/samples.hpp"
#include "server/tests/storage/test_databases.hpp"
#include "shared/core/random.hpp"

#include <cstdlib>
#include <random>
#include <set>

#include <doctest/doctest.h>
#include <unistd.h>

using namespace stimchat;
using namespace stimchat::storage;
using namespace stimchat::storage::test;

namespace {

constexpr std::uint64_t reports_max = 200;

/// The life of a small server: stores one report after the other, and answers each with one byte once it is stored.
int store_and_answer(const TestDatabase& database, int answers) {
    auto store = open_store(database.url(), migrations_folder());
    if (!store) return 1;
    for (std::uint64_t n = 1; n <= reports_max; ++n) {
        if (!(*store)->insert_report(report_of(n))) return 2;
        if (::write(answers, ".", 1) != 1) return 3;
    }
    return 0;
}

std::set<std::uint64_t> stored_in(Store& store) {
    std::set<std::uint64_t> ids;
    auto reports = store.open_reports(reports_max + 1);
    REQUIRE(reports);
    for (const auto& report : *reports) {
        CHECK(report.evidence_lines == 2);
        CHECK(ids.insert(report.id.low).second);
    }
    return ids;
}

/// After the crash: all that was answered is stored, at most one more, and sending everything again stores each once.
void check_nothing_lost(const TestDatabase& database, std::uint64_t answered) {
    CAPTURE(answered);
    auto store = database.open_store();
    const auto stored = stored_in(*store);
    for (std::uint64_t n = 1; n <= answered; ++n)
        CHECK(stored.count(n) == 1);
    CHECK(stored.size() <= answered + 1);
    for (std::uint64_t n = 1; n <= answered + 1; ++n)
        CHECK(store->insert_report(report_of(n)) == ReportId{1, n});
    CHECK(stored_in(*store).size() == answered + 1);
}

std::uint64_t seed_of_this_run() {
    const char* given = std::getenv("STIMCHAT_TEST_SEED");
    return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

}  // namespace

TEST_CASE("kill -9 at a random moment loses no answered report and doubles none") {
    const auto seed = seed_of_this_run();
    MESSAGE("STIMCHAT_TEST_SEED=" << seed);
    Xoshiro256 random(seed);
    on_each_engine([&](TestDatabase& database) {
        for (int round = 0; round < 8; ++round) {
            auto fresh = database.engine() == "SQLite" ? fresh_sqlite() : fresh_postgres();
            ChildProcess server([&](int answers) { return store_and_answer(*fresh, answers); });
            const auto until = uniform_below(random, 40);
            std::uint64_t answered = server.read(until).size();
            ::usleep(static_cast<useconds_t>(uniform_below(random, 3000)));
            server.kill();
            answered += server.read_to_end().size();
            CHECK(server.wait() == -1);
            check_nothing_lost(*fresh, answered);
        }
    });
}

TEST_CASE("SQLite: a crash at any sync to the disk loses no answered report and doubles none") {
    for (const auto moment : {disk_faults::KillMoment::before_sync, disk_faults::KillMoment::after_sync}) {
        for (int call = 0; call < 24; ++call) {
            CAPTURE(call);
            const auto database = fresh_sqlite();
            ChildProcess server([&](int answers) {
                disk_faults::kill_at_sync(call, moment);
                return store_and_answer(*database, answers);
            });
            const auto answered = server.read_to_end().size();
            CHECK(server.wait() == -1);
            check_nothing_lost(*database, answered);
        }
    }
}
