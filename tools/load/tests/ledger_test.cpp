#include "tools/load/ledger/ledger.hpp"

#include <doctest/doctest.h>

namespace stimchat::load {

namespace {

using delivery::SendState;

constexpr std::uint32_t anna = 0;
constexpr std::uint32_t bert = 1;
constexpr ConversationId chat{1, 1};
constexpr Instant start{1000};

struct Chat {
    Chat() {
        ledger.began(anna, chat);
        ledger.began(bert, chat);
    }
    TextName say_and_deliver() {
        const TextName name = ledger.say(anna, start);
        ledger.ticked(name, SendState::sending, start);
        ledger.ticked(name, SendState::delivered, start + milliseconds(30));
        return name;
    }

    Ledger ledger{3};
};

}  // namespace

TEST_CASE("a text that is delivered, shown and seen breaks nothing") {
    Chat bench;
    const TextName name = bench.say_and_deliver();
    CHECK(bench.ledger.open_texts() == 1);
    bench.ledger.shown(bert, name);
    bench.ledger.ticked(name, SendState::seen, start + seconds(1));
    CHECK(bench.ledger.open_texts() == 0);
    bench.ledger.close();
    CHECK(bench.ledger.breaches() == 0);
    CHECK(bench.ledger.delivery_times_ms() == std::vector<std::int64_t>{30});
}

TEST_CASE("a delivered text that the partner is never shown is lost") {
    Chat bench;
    bench.say_and_deliver();
    bench.ledger.close();
    CHECK(bench.ledger.count(Breach::lost) == 1);
    CHECK(bench.ledger.findings().front() == "lost: text 1 of person 0");
}

TEST_CASE("it is not lost if the partner was told of a loss or of the end, and that is counted") {
    Chat told;
    told.say_and_deliver();
    told.ledger.told_of_loss(bert);
    told.ledger.close();
    CHECK(told.ledger.breaches() == 0);

    Chat over;
    over.say_and_deliver();
    over.ledger.ended(bert);
    over.ledger.close();
    CHECK(over.ledger.breaches() == 0);
    CHECK(over.ledger.totals().cut_short == 1);
}

TEST_CASE("a text without an answer is unsettled as long as its chat goes on") {
    Chat bench;
    const TextName name = bench.ledger.say(anna, start);
    bench.ledger.ticked(name, SendState::sending, start);
    CHECK(bench.ledger.open_texts() == 1);
    Ledger ended = bench.ledger;
    bench.ledger.close();
    CHECK(bench.ledger.count(Breach::unsettled) == 1);
    ended.ended(anna);
    ended.close();
    CHECK(ended.breaches() == 0);
    CHECK(ended.totals().unanswered == 1);
}

TEST_CASE("a text is shown once on a page, and again on the next") {
    Chat bench;
    const TextName name = bench.say_and_deliver();
    bench.ledger.shown(bert, name);
    bench.ledger.opened_new_page(bert);
    bench.ledger.shown(bert, name);
    CHECK(bench.ledger.breaches() == 0);
    bench.ledger.shown(bert, name);
    CHECK(bench.ledger.count(Breach::shown_twice) == 1);
}

TEST_CASE("a new page that does not show everything again loses it") {
    Chat bench;
    const TextName name = bench.say_and_deliver();
    bench.ledger.shown(bert, name);
    SUBCASE("the partner's") {
        bench.ledger.opened_new_page(bert);
    }
    SUBCASE("the author's") {
        bench.ledger.opened_new_page(anna);
    }
    CHECK(bench.ledger.open_texts() == 1);
    bench.ledger.close();
    CHECK(bench.ledger.breaches() == 1);
}

TEST_CASE("texts are shown in the order in which they were said") {
    Chat bench;
    const TextName first = bench.say_and_deliver();
    const TextName second = bench.say_and_deliver();
    bench.ledger.shown(bert, second);
    CHECK(bench.ledger.breaches() == 0);
    bench.ledger.shown(bert, first);
    CHECK(bench.ledger.count(Breach::out_of_order) == 1);
}

TEST_CASE("a text that was tried again may be shown at either place") {
    for (const bool first_try_arrives : {true, false}) {
        Chat bench;
        const TextName first = bench.ledger.say(anna, start);
        const TextName second = bench.ledger.say(anna, start);
        bench.ledger.tried_again(first);
        bench.ledger.shown(bert, first_try_arrives ? first : second);
        bench.ledger.shown(bert, first_try_arrives ? second : first);
        CHECK(bench.ledger.count(Breach::out_of_order) == 0);
    }
}

TEST_CASE("a tick that claims less than before, or more than is proven, is a breach") {
    Chat bench;
    const TextName name = bench.say_and_deliver();
    bench.ledger.ticked(name, SendState::seen, start);
    CHECK(bench.ledger.count(Breach::tick_unproven) == 1);
    bench.ledger.ticked(name, SendState::delivered, start);
    CHECK(bench.ledger.count(Breach::tick_back) == 1);
}

TEST_CASE("a late answer proves that a failed text was delivered") {
    Chat bench;
    const TextName name = bench.ledger.say(anna, start);
    bench.ledger.ticked(name, SendState::failed, start + seconds(10));
    bench.ledger.ticked(name, SendState::delivered, start + seconds(11));
    bench.ledger.shown(bert, name);
    bench.ledger.close();
    CHECK(bench.ledger.breaches() == 0);
}

TEST_CASE("texts go to the partner alone") {
    Chat bench;
    const TextName name = bench.say_and_deliver();
    bench.ledger.shown(anna, name);
    bench.ledger.shown(2, name);
    bench.ledger.shown(bert, {anna, 7});
    CHECK(bench.ledger.count(Breach::wrong_person) == 3);
}

TEST_CASE("nobody is in two chats, and no third in one") {
    Chat bench;
    bench.ledger.began(2, chat);
    bench.ledger.began(anna, {2, 2});
    CHECK(bench.ledger.count(Breach::wrong_chat) == 2);
}

TEST_CASE("the author of a text is read from it") {
    const auto name = name_in(text_of({7, 0xABCDE}, 64));
    REQUIRE(name);
    CHECK(name->author == 7);
    CHECK(name->number == 0xABCDE);
    CHECK(text_of({1, 2}, 64).size() == 64);
    CHECK(text_of({1, 2}, 5).size() == text_name_bytes);
    CHECK_FALSE(name_in("hello"));
    CHECK_FALSE(name_in("0000000g 00000001 "));
}

}  // namespace stimchat::load
