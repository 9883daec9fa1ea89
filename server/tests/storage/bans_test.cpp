#include "server/tests/storage/samples.hpp"
#include "server/tests/storage/test_databases.hpp"

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::storage;
using namespace stimchat::storage::test;

namespace {

const Moderator ada = moderator_of(1, "ada");

/// A store with a moderator and some reports of one participant.
struct Bench {
    explicit Bench(TestDatabase& database) : store(database.open_store()) {
        REQUIRE(store->add_moderator(ada, noon));
        for (std::uint64_t n = 1; n <= 3; ++n) {
            reports.push_back(report_of(n));
            reports.back().reported = {4, 77};
            REQUIRE(store->insert_report(reports.back()));
        }
    }
    engine::Ban impose(std::size_t report, std::optional<Duration> length) {
        auto ban = ban_of(report + 1, reports[report], length);
        REQUIRE(store->ban({reports[report].id, ada.id, ban}));
        return ban;
    }
    std::vector<std::uint64_t> active(Instant now, std::uint32_t limit = 10) {
        std::vector<std::uint64_t> ids;
        const auto rows = store->active_bans(now, limit);
        REQUIRE(rows);
        for (const auto& row : *rows)
            ids.push_back(row.ban.id.low);
        return ids;
    }

    std::unique_ptr<Store> store;
    std::vector<engine::Report> reports;
};

}  // namespace

TEST_CASE("a ban decides the report and is in force until its end") {
    on_each_engine([](TestDatabase& database) {
        Bench bench(database);
        const auto ban = bench.impose(0, minutes(15));

        auto rows = bench.store->active_bans(ban.imposed_at, 10);
        REQUIRE(rows);
        REQUIRE(rows->size() == 1);
        const BanRow& row = rows->front();
        CHECK(row.ban.id == ban.id);
        CHECK(row.ban.participant == ban.participant);
        CHECK(row.ban.reason == ban.reason);
        CHECK(row.ban.imposed_at == ban.imposed_at);
        CHECK(row.ban.until == ban.until);
        CHECK(row.imposed_by == "ada");
        CHECK(row.report == bench.reports[0].id);
        CHECK_FALSE(row.lifted_at);

        CHECK(bench.active(*ban.until - milliseconds(1)).size() == 1);
        CHECK(bench.active(*ban.until).empty());

        auto found = bench.store->open_case(bench.reports[0].id, ada.id, noon);
        REQUIRE(found);
        CHECK(found->status == ReportStatus::banned);
        CHECK(found->decided_by == "ada");
        CHECK(found->decided_at == ban.imposed_at);
    });
}

TEST_CASE("a permanent ban never ends by itself") {
    on_each_engine([](TestDatabase& database) {
        Bench bench(database);
        const auto ban = bench.impose(0, std::nullopt);
        CHECK(bench.active(noon + hours(24 * 365 * 100)) == std::vector<std::uint64_t>{ban.id.low});
        CHECK_FALSE(bench.store->active_bans(noon, 1)->front().ban.until);
    });
}

TEST_CASE("active bans are listed newest first, up to a limit") {
    on_each_engine([](TestDatabase& database) {
        Bench bench(database);
        for (std::size_t n = 0; n < 3; ++n) {
            auto ban = ban_of(n + 1, bench.reports[n], hours(1));
            ban.imposed_at = noon + minutes(n == 1 ? 50 : 10 + static_cast<std::int64_t>(n));
            ban.until = ban.imposed_at + hours(1);
            REQUIRE(bench.store->ban({bench.reports[n].id, ada.id, ban}));
        }
        CHECK(bench.active(noon + minutes(55)) == std::vector<std::uint64_t>{2, 3, 1});
        CHECK(bench.active(noon + minutes(55), 2) == std::vector<std::uint64_t>{2, 3});
    });
}

TEST_CASE("a lifted ban is over, and is lifted once") {
    on_each_engine([](TestDatabase& database) {
        Bench bench(database);
        const auto ban = bench.impose(0, std::nullopt);
        auto lifted = bench.store->lift_ban(ban.id, ada.id, noon + hours(1));
        REQUIRE(lifted);
        CHECK(lifted->participant == ban.participant);
        CHECK_FALSE(lifted->remaining);
        CHECK(bench.active(noon + hours(1)).empty());

        CHECK(bench.store->lift_ban(ban.id, ada.id, noon).error().kind == StoreFault::Kind::conflict);
        CHECK(bench.store->lift_ban({6, 99}, ada.id, noon).error().kind == StoreFault::Kind::not_found);
    });
}

TEST_CASE("lifting one ban of several names the one that ends last") {
    on_each_engine([](TestDatabase& database) {
        Bench bench(database);
        const auto day = bench.impose(0, hours(24));
        const auto permanent = bench.impose(1, std::nullopt);
        const auto week = bench.impose(2, hours(24 * 7));

        auto lifted = bench.store->lift_ban(day.id, ada.id, noon + hours(1));
        REQUIRE(lifted);
        REQUIRE(lifted->remaining);
        CHECK(lifted->remaining->id == permanent.id);

        lifted = bench.store->lift_ban(permanent.id, ada.id, noon + hours(1));
        REQUIRE(lifted);
        REQUIRE(lifted->remaining);
        CHECK(lifted->remaining->id == week.id);
        CHECK(lifted->remaining->until == week.until);

        lifted = bench.store->lift_ban(week.id, ada.id, noon + hours(1));
        REQUIRE(lifted);
        CHECK_FALSE(lifted->remaining);
    });
}

TEST_CASE("a ban that has ended does not hold a participant after another is lifted") {
    on_each_engine([](TestDatabase& database) {
        Bench bench(database);
        bench.impose(0, minutes(15));
        const auto permanent = bench.impose(1, std::nullopt);
        auto lifted = bench.store->lift_ban(permanent.id, ada.id, noon + hours(1));
        REQUIRE(lifted);
        CHECK_FALSE(lifted->remaining);
    });
}

TEST_CASE("a ban for somebody else than the one reported is refused") {
    on_each_engine([](TestDatabase& database) {
        Bench bench(database);
        auto ban = ban_of(1, bench.reports[0], std::nullopt);
        ban.participant = bench.reports[0].reporter;
        CHECK(bench.store->ban({bench.reports[0].id, ada.id, ban}).error().kind == StoreFault::Kind::conflict);
        CHECK(bench.active(noon + hours(1)).empty());
        CHECK(bench.store->open_reports(10)->size() == 3);
    });
}

TEST_CASE("an unknown moderator decides nothing") {
    on_each_engine([](TestDatabase& database) {
        Bench bench(database);
        const ModeratorId nobody{5, 99};
        const auto ban = ban_of(1, bench.reports[0], std::nullopt);
        CHECK_FALSE(bench.store->ban({bench.reports[0].id, nobody, ban}));
        CHECK_FALSE(bench.store->dismiss({bench.reports[0].id, nobody, noon}));
        CHECK_FALSE(bench.store->open_case(bench.reports[0].id, nobody, noon));
        CHECK(bench.active(noon + hours(1)).empty());
        CHECK(bench.store->open_reports(10)->size() == 3);
    });
}
