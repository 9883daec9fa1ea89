#include "server/tests/storage/samples.hpp"
#include "server/tests/storage/test_databases.hpp"

#include <algorithm>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::storage;
using namespace stimchat::storage::test;
using engine::ReportReason;

namespace {

const Moderator ada = moderator_of(1, "ada");

std::unique_ptr<Store> store_with_ada(TestDatabase& database) {
    auto store = database.open_store();
    REQUIRE(store->add_moderator(ada, noon));
    return store;
}

void check_equal(const engine::Report& a, const engine::Report& b) {
    CHECK(a.id == b.id);
    CHECK(a.conversation == b.conversation);
    CHECK(a.reporter == b.reporter);
    CHECK(a.reported == b.reported);
    CHECK(a.reporter_alias == b.reporter_alias);
    CHECK(a.reported_alias == b.reported_alias);
    CHECK(a.reason == b.reason);
    CHECK(a.note == b.note);
    CHECK(a.chat_started_at == b.chat_started_at);
    CHECK(a.reported_at == b.reported_at);
    CHECK(a.evidence_truncated == b.evidence_truncated);
    REQUIRE(a.evidence.size() == b.evidence.size());
    for (std::size_t n = 0; n < a.evidence.size(); ++n) {
        CHECK(a.evidence[n].offset == b.evidence[n].offset);
        CHECK(a.evidence[n].sender == b.evidence[n].sender);
        CHECK(a.evidence[n].at == b.evidence[n].at);
        CHECK(a.evidence[n].text == b.evidence[n].text);
    }
}

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int n = 0; n < times; ++n)
        all += text;
    return all;
}

}  // namespace

TEST_CASE("a report comes back as it was stored") {
    on_each_engine([](TestDatabase& database) {
        auto store = store_with_ada(database);
        auto report = report_of(1, ReportReason::self_harm);
        report.evidence_truncated = true;
        report.conversation = {~0ULL, ~0ULL};
        report.evidence[1].offset = 0x7FFF'FFFF'FFFF'FFFFULL;
        CHECK(store->insert_report(report) == report.id);

        auto found = store->open_case(report.id, ada.id, noon);
        REQUIRE(found);
        check_equal(found->report, report);
        CHECK(found->status == ReportStatus::open);
        CHECK(found->decided_by.empty());
        CHECK_FALSE(found->decided_at);
        CHECK(found->other_reports == 0);
    });
}

TEST_CASE("every reason can be stored") {
    on_each_engine([](TestDatabase& database) {
        auto store = store_with_ada(database);
        for (std::uint64_t n = 0; n <= static_cast<std::uint64_t>(ReportReason::other); ++n) {
            const auto report = report_of(n + 1, static_cast<ReportReason>(n));
            REQUIRE(store->insert_report(report));
            auto found = store->open_case(report.id, ada.id, noon);
            REQUIRE(found);
            CHECK(found->report.reason == report.reason);
        }
    });
}

TEST_CASE("a report that is sent again gets the first id and changes nothing") {
    on_each_engine([](TestDatabase& database) {
        auto store = store_with_ada(database);
        const auto first = report_of(1);
        REQUIRE(store->insert_report(first) == first.id);

        auto again = first;
        CHECK(store->insert_report(again) == first.id);  // the very same
        again.id = {1, 99};
        again.note = "another note";
        again.evidence.push_back({3, again.reporter_alias, noon, "more"});
        CHECK(store->insert_report(again) == first.id);  // built anew by the engine

        auto found = store->open_case(first.id, ada.id, noon);
        REQUIRE(found);
        check_equal(found->report, first);
        CHECK(store->open_reports(10)->size() == 1);
        CHECK(store->open_case(again.id, ada.id, noon).error().kind == StoreFault::Kind::not_found);
    });
}

TEST_CASE("both members of a conversation may report each other") {
    on_each_engine([](TestDatabase& database) {
        auto store = store_with_ada(database);
        const auto one = report_of(1);
        auto other = one;
        other.id = {1, 2};
        std::swap(other.reporter, other.reported);
        CHECK(store->insert_report(one) == one.id);
        CHECK(store->insert_report(other) == other.id);
        CHECK(store->open_reports(10)->size() == 2);
    });
}

TEST_CASE("two reports under one id conflict") {
    on_each_engine([](TestDatabase& database) {
        auto store = store_with_ada(database);
        const auto one = report_of(1);
        auto other = report_of(2);
        other.id = one.id;
        REQUIRE(store->insert_report(one));
        auto refused = store->insert_report(other);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind == StoreFault::Kind::conflict);
    });
}

TEST_CASE("the longest transcript keeps its order and every character") {
    on_each_engine([](TestDatabase& database) {
        auto store = store_with_ada(database);
        auto report = report_of(1);
        const std::vector<std::string> texts{
            repeated("\U0001F469\u200D\U0001F680", 666),                          // an emoji of three code points
            repeated("\U0001F600", 2000),                                         // 2,000 code points, 8,000 bytes
            "\u0645\u0631\u062D\u0628\u0627 \u202Eabc \u05E9\u05DC\u05D5\u05DD",  // right to left, and an override
            "e\u0301 \u00E9",  // composed and not: neither is normalised
            "quotes ' \" ` \\ ; -- $1 %s {} \n\t\r",
            "\u0001\u001F\u007F\uFFFD\uFEFF\U0010FFFF",
            "'); DROP TABLE reports; --",
        };
        report.note = texts[1].substr(0, 500 * 4);
        report.evidence.clear();
        for (std::uint64_t n = 0; n < 1000; ++n)
            report.evidence.push_back({1000 + n, n % 2 == 0 ? report.reporter_alias : report.reported_alias,
                                       noon - seconds(static_cast<std::int64_t>(n)), texts[n % texts.size()]});
        REQUIRE(store->insert_report(report));

        auto found = store->open_case(report.id, ada.id, noon);
        REQUIRE(found);
        check_equal(found->report, report);
        CHECK(store->open_reports(1)->front().evidence_lines == 1000);
    });
}

TEST_CASE("a report without a line of evidence can be stored") {
    on_each_engine([](TestDatabase& database) {
        auto store = store_with_ada(database);
        auto report = report_of(1);
        report.evidence.clear();
        report.note.clear();
        REQUIRE(store->insert_report(report));
        auto found = store->open_case(report.id, ada.id, noon);
        REQUIRE(found);
        check_equal(found->report, report);
    });
}

TEST_CASE("a text with a NUL character is refused and not cut short") {
    on_each_engine([](TestDatabase& database) {
        auto store = store_with_ada(database);
        auto report = report_of(1);
        report.evidence[0].text = std::string("before\0after", 12);
        auto refused = store->insert_report(report);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind == StoreFault::Kind::conflict);
        CHECK(store->open_reports(10)->empty());
    });
}

TEST_CASE("open reports: child safety first, then the oldest") {
    on_each_engine([](TestDatabase& database) {
        auto store = store_with_ada(database);
        auto insert = [&](std::uint64_t id, ReportReason reason, std::int64_t minute) {
            auto report = report_of(id, reason);
            report.reported_at = noon + minutes(minute);
            REQUIRE(store->insert_report(report));
        };
        insert(1, ReportReason::violence, 3);
        insert(2, ReportReason::child_safety, 9);
        insert(3, ReportReason::other, 1);
        insert(4, ReportReason::child_safety, 8);
        insert(5, ReportReason::spam_or_scam, 2);

        auto ids_of = [&](std::uint32_t limit) {
            std::vector<std::uint64_t> ids;
            const auto summaries = store->open_reports(limit);
            REQUIRE(summaries);
            for (const auto& summary : *summaries)
                ids.push_back(summary.id.low);
            return ids;
        };
        CHECK(ids_of(10) == std::vector<std::uint64_t>{4, 2, 3, 5, 1});
        CHECK(ids_of(3) == std::vector<std::uint64_t>{4, 2, 3});

        REQUIRE(store->dismiss({{1, 4}, ada.id, noon + hours(1)}));
        CHECK(ids_of(10) == std::vector<std::uint64_t>{2, 3, 5, 1});
        const auto first = store->open_reports(1)->front();
        CHECK(first.reason == ReportReason::child_safety);
        CHECK(first.status == ReportStatus::open);
        CHECK(first.reported_at == noon + minutes(9));
        CHECK(first.evidence_lines == 2);
    });
}

TEST_CASE("other reports of the same participant are counted, whatever their status") {
    on_each_engine([](TestDatabase& database) {
        auto store = store_with_ada(database);
        for (std::uint64_t n = 1; n <= 3; ++n) {
            auto report = report_of(n);
            report.reported = {4, 77};
            REQUIRE(store->insert_report(report));
        }
        REQUIRE(store->insert_report(report_of(4)));
        REQUIRE(store->dismiss({{1, 1}, ada.id, noon + hours(1)}));
        CHECK(store->open_case({1, 1}, ada.id, noon)->other_reports == 2);
        const auto summaries = store->open_reports(10);
        REQUIRE(summaries);
        REQUIRE(summaries->size() == 3);
        for (const auto& summary : *summaries)
            CHECK(summary.other_reports == (summary.id.low == 4 ? 0 : 2));
    });
}

TEST_CASE("a report is decided once") {
    on_each_engine([](TestDatabase& database) {
        auto store = store_with_ada(database);
        const Moderator bob = moderator_of(2, "bob");
        REQUIRE(store->add_moderator(bob, noon));
        const auto report = report_of(1);
        REQUIRE(store->insert_report(report));
        REQUIRE(store->dismiss({report.id, ada.id, noon + hours(1)}));

        auto second = store->dismiss({report.id, bob.id, noon + hours(2)});
        REQUIRE_FALSE(second);
        CHECK(second.error().kind == StoreFault::Kind::conflict);
        auto ban = store->ban({report.id, bob.id, ban_of(1, report, std::nullopt)});
        REQUIRE_FALSE(ban);
        CHECK(ban.error().kind == StoreFault::Kind::conflict);

        CHECK(store->active_bans(noon + hours(3), 10)->empty());
        auto found = store->open_case(report.id, ada.id, noon);
        REQUIRE(found);
        CHECK(found->status == ReportStatus::dismissed);
        CHECK(found->decided_by == "ada");
        CHECK(found->decided_at == noon + hours(1));
    });
}

TEST_CASE("what is not there is not found") {
    on_each_engine([](TestDatabase& database) {
        auto store = store_with_ada(database);
        const auto report = report_of(1);
        CHECK(store->open_case(report.id, ada.id, noon).error().kind == StoreFault::Kind::not_found);
        CHECK(store->dismiss({report.id, ada.id, noon}).error().kind == StoreFault::Kind::not_found);
        CHECK(store->ban({report.id, ada.id, ban_of(1, report, {})}).error().kind == StoreFault::Kind::not_found);
        CHECK(store->open_reports(10)->empty());
    });
}
