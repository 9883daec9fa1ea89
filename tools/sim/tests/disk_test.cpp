#include "tools/sim/disk.hpp"

#include "tools/sim/disk_store.hpp"
#include "tools/sim/store_line.hpp"

#include <optional>

#include <doctest/doctest.h>

namespace stimchat::sim {

namespace {

engine::Report report(std::uint64_t n) {
    engine::Report report;
    report.id = ReportId{1, n};
    report.conversation = ConversationId{2, n};
    report.reporter = ParticipantKey{3, n};
    report.reported = ParticipantKey{4, n};
    return report;
}

bool has(const DiskStore& store, std::uint64_t n) {
    return store.reports_of(ConversationId{2, n}, ParticipantKey{3, n}) == 1;
}

}  // namespace

TEST_CASE("what was synced outlives a crash, and what was not is gone, there, or torn and cut off") {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        INFO("seed ", seed);
        RunOptions options;
        options.seed = seed;
        World world(options);
        Disk disk;
        DiskStore store(world, disk);
        CHECK(store.insert_report(report(1)));
        disk.sync();
        CHECK(store.insert_report(report(2)));
        CHECK(store.insert_report(report(3)));
        disk.crash(world.dice);
        store.recover();
        CHECK(has(store, 1));
        CHECK((has(store, 2) || !has(store, 3)));
        // The file can be written to again.
        CHECK(store.insert_report(report(4)));
        disk.sync();
        store.recover();
        CHECK(has(store, 1));
        CHECK(has(store, 4));
    }
}

TEST_CASE("a report that comes again is stored once, also after the disk was read anew") {
    World world{RunOptions{}};
    Disk disk;
    DiskStore store(world, disk);
    CHECK(store.insert_report(report(1)));
    disk.sync();
    store.recover();
    engine::Report again = report(1);
    again.id = ReportId{1, 99};
    CHECK(*store.insert_report(again) == ReportId{1, 1});
    CHECK(store.reports() == 1);
}

TEST_CASE("of two bans of a participant the longer one remains when the other is lifted") {
    World world{RunOptions{}};
    Disk disk;
    DiskStore store(world, disk);
    const Instant now = world.now();
    for (std::uint64_t n = 1; n <= 2; ++n) {
        engine::Report filed = report(n);
        filed.reported = ParticipantKey{4, 1};
        CHECK(store.insert_report(filed));
        engine::Ban ban;
        ban.id = BanId{5, n};
        ban.participant = filed.reported;
        ban.until = now + hours(static_cast<std::int64_t>(n));
        CHECK(store.ban({filed.id, {}, ban}));
        CHECK_FALSE(store.ban({filed.id, {}, ban}));
    }
    store.recover();
    CHECK(store.active_bans(now, 10)->size() == 2);
    const auto lifted = store.lift_ban(BanId{5, 1}, {}, now);
    REQUIRE(lifted);
    REQUIRE(lifted->remaining);
    CHECK(lifted->remaining->id == BanId{5, 2});
}

TEST_CASE("an answer comes after the sync, and none after a crash") {
    for (const bool crashes : {false, true}) {
        World world{RunOptions{}};
        world.weather.disk_fail = 0;
        StoreLine line(world);
        std::optional<bool> answered;
        line.submit<ReportId>([](storage::Store& store) { return store.insert_report(report(1)); },
                              [&](const storage::StoreResult<ReportId>& result) { answered = result.has_value(); });
        CHECK_FALSE(answered);
        if (crashes) line.crash();
        while (world.schedule.step(world.now() + minutes(1))) {
        }
        CHECK(answered.has_value() == !crashes);
        line.recover();
        if (answered) CHECK(has(line.store(), 1));
    }
}

}  // namespace stimchat::sim
