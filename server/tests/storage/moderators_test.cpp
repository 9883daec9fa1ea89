#include "server/tests/storage/samples.hpp"
#include "server/tests/storage/test_databases.hpp"

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::storage;
using namespace stimchat::storage::test;

namespace {
const Moderator ada = moderator_of(1, "ada");
}

TEST_CASE("a moderator is found by name") {
    on_each_engine([](TestDatabase& database) {
        auto store = database.open_store();
        REQUIRE(store->add_moderator(ada, noon));
        auto found = store->find_moderator("ada");
        REQUIRE(found);
        CHECK(found->id == ada.id);
        CHECK(found->name == "ada");
        CHECK(found->password_hash == ada.password_hash);
        CHECK(store->find_moderator("Ada").error().kind == StoreFault::Kind::not_found);
        CHECK(store->find_moderator("' OR 1=1 --").error().kind == StoreFault::Kind::not_found);
    });
}

TEST_CASE("a name is taken once") {
    on_each_engine([](TestDatabase& database) {
        auto store = database.open_store();
        REQUIRE(store->add_moderator(ada, noon));
        auto second = moderator_of(2, "ada");
        second.password_hash = "another";
        CHECK(store->add_moderator(second, noon).error().kind == StoreFault::Kind::conflict);
        CHECK(store->find_moderator("ada")->password_hash == ada.password_hash);
        CHECK(store->audit_log(10)->size() == 1);
    });
}

TEST_CASE("a session is there until it expires or is closed") {
    on_each_engine([](TestDatabase& database) {
        auto store = database.open_store();
        REQUIRE(store->add_moderator(ada, noon));
        const auto session = session_of(1, ada);
        REQUIRE(store->open_session(session));
        REQUIRE(store->open_session(session_of(2, ada)));

        auto found = store->find_session(session.key, session.expires_at - milliseconds(1));
        REQUIRE(found);
        CHECK(found->key == session.key);
        CHECK(found->moderator == ada.id);
        CHECK(found->moderator_name == "ada");
        CHECK(found->created_at == session.created_at);
        CHECK(found->expires_at == session.expires_at);
        CHECK(store->find_session(session.key, session.expires_at).error().kind == StoreFault::Kind::not_found);
        CHECK(store->find_session({7, 99}, noon).error().kind == StoreFault::Kind::not_found);

        REQUIRE(store->close_session(session.key, noon));
        CHECK(store->find_session(session.key, noon).error().kind == StoreFault::Kind::not_found);
        CHECK(store->find_session({7, 2}, noon));
        CHECK(store->close_session(session.key, noon));  // signing out twice is no fault
    });
}

TEST_CASE("opening a session removes the expired ones") {
    on_each_engine([](TestDatabase& database) {
        auto store = database.open_store();
        REQUIRE(store->add_moderator(ada, noon));
        const auto old_session = session_of(1, ada);
        REQUIRE(store->open_session(old_session));
        auto new_session = session_of(2, ada);
        new_session.created_at = old_session.expires_at;
        new_session.expires_at = old_session.expires_at + hours(8);
        REQUIRE(store->open_session(new_session));
        // Asked about a time when it was still good: it is gone, not just ignored.
        CHECK(store->find_session(old_session.key, noon).error().kind == StoreFault::Kind::not_found);
    });
}

TEST_CASE("a session of nobody is refused") {
    on_each_engine([](TestDatabase& database) {
        auto store = database.open_store();
        CHECK_FALSE(store->open_session(session_of(1, ada)));
        CHECK(store->find_session({7, 1}, noon).error().kind == StoreFault::Kind::not_found);
    });
}

TEST_CASE("the audit log tells every deed, the newest first") {
    on_each_engine([](TestDatabase& database) {
        auto store = database.open_store();
        REQUIRE(store->add_moderator(ada, noon));
        const auto one = report_of(1);
        const auto two = report_of(2);
        REQUIRE(store->insert_report(one));
        REQUIRE(store->insert_report(two));
        REQUIRE(store->insert_report(two));  // a resend is no deed
        REQUIRE(store->open_session(session_of(1, ada)));
        REQUIRE(store->open_case(one.id, ada.id, noon + minutes(1)));
        REQUIRE(store->dismiss({one.id, ada.id, noon + minutes(1)}));
        const auto ban = ban_of(1, two, minutes(15));
        REQUIRE(store->ban({two.id, ada.id, ban}));
        REQUIRE(store->lift_ban(ban.id, ada.id, noon + minutes(2)));
        REQUIRE(store->close_session({7, 1}, noon + minutes(3)));
        REQUIRE(store->audit({noon + minutes(4), "ada", "session.refuse", "ada", "wrong password"}));

        auto log = store->audit_log(100);
        REQUIRE(log);
        std::vector<std::string> told;
        for (const auto& entry : *log)
            told.push_back(entry.actor + " " + entry.action);
        CHECK(told == std::vector<std::string>{"ada session.refuse", "ada session.close", "ada ban.lift",
                                               "ada ban.impose", "ada report.dismiss", "ada report.open",
                                               "server report.store", "server report.store", "ada session.open",
                                               "operator moderator.add"});
        CHECK((*log)[0].at == noon + minutes(4));
        CHECK((*log)[0].subject == "ada");
        CHECK((*log)[0].detail == "wrong password");
        CHECK((*log)[3].detail == "15 minutes, report 00000000-0000-0001-0000-000000000002");
        CHECK((*log)[9].detail == "ada");
        CHECK(store->audit_log(2)->size() == 2);
    });
}

TEST_CASE("what was stored is there after a restart") {
    on_each_engine([](TestDatabase& database) {
        const auto report = report_of(1);
        const auto ban = ban_of(1, report, std::nullopt);
        {
            auto store = database.open_store();
            REQUIRE(store->add_moderator(ada, noon));
            REQUIRE(store->insert_report(report));
            REQUIRE(store->insert_report(report_of(2)));
            REQUIRE(store->ban({report.id, ada.id, ban}));
            REQUIRE(store->open_session(session_of(1, ada)));
        }
        auto store = database.open_store();
        CHECK(store->active_bans(noon + hours(1), 10)->size() == 1);
        CHECK(store->open_reports(10)->size() == 1);
        CHECK(store->find_moderator("ada"));
        CHECK(store->find_session({7, 1}, noon));
        CHECK(store->open_case(report.id, ada.id, noon)->report.evidence.size() == 2);
    });
}
