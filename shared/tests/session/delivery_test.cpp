#include "shared/core/random.hpp"
#include "shared/delivery/backoff.hpp"
#include "shared/delivery/inbox.hpp"
#include "shared/delivery/outbox.hpp"
#include "shared/protocol/limits.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::delivery;

namespace {

constexpr Instant start{1'000'000};

MessageId id(std::uint64_t n) {
    return MessageId{1, n};
}

using Ids = std::vector<MessageId>;

Ids resent(Outbox& outbox, Instant now) {
    Ids ids;
    while (const Outbox::Entry* entry = outbox.next_resend(now))
        ids.push_back(entry->message_id);
    return ids;
}
Ids failed(Outbox& outbox, Instant now) {
    Ids ids;
    while (const Outbox::Entry* entry = outbox.next_failed(now))
        ids.push_back(entry->message_id);
    return ids;
}
Ids abandoned(Outbox& outbox) {
    Ids ids;
    while (const Outbox::Entry* entry = outbox.next_abandoned())
        ids.push_back(entry->message_id);
    return ids;
}

}  // namespace

TEST_CASE("a backoff stays between zero and a ceiling that doubles up to the cap") {
    constexpr std::uint64_t seed = 20260101;
    CAPTURE(seed);
    Xoshiro256 random(seed);
    Backoff backoff(milliseconds(500), seconds(30));
    std::int64_t ceiling_ms = 500;
    for (int attempt = 0; attempt < 200; ++attempt) {
        const Duration wait = backoff.next(random);
        CHECK(wait >= milliseconds(0));
        CHECK(wait <= milliseconds(ceiling_ms));
        ceiling_ms = ceiling_ms * 2 > 30'000 ? 30'000 : ceiling_ms * 2;
    }
    CHECK(backoff.attempt() == 200);
}

TEST_CASE("a backoff uses its whole range, and starts over after a reset") {
    constexpr std::uint64_t seed = 7;
    CAPTURE(seed);
    Xoshiro256 random(seed);
    Backoff backoff(milliseconds(500), seconds(30));
    Duration longest{};
    for (int attempt = 0; attempt < 100; ++attempt)
        longest = std::max(longest, backoff.next(random));
    CHECK(longest > seconds(25));
    backoff.reset();
    CHECK(backoff.attempt() == 0);
    CHECK(backoff.next(random) <= milliseconds(500));
}

TEST_CASE("an inbox takes the next position, drops what it has seen, and reports what is missing") {
    Inbox inbox({3, 1});
    CHECK(inbox.observe({3, 1}) == Arrival::duplicate);
    CHECK(inbox.observe({3, 2}) == Arrival::fresh);
    CHECK(inbox.observe({3, 2}) == Arrival::duplicate);
    CHECK(inbox.observe({3, 4}) == Arrival::gap);
    CHECK(inbox.last() == protocol::StreamPosition{3, 2});  // a gap does not advance it
    CHECK(inbox.observe({3, 3}) == Arrival::fresh);
    CHECK(inbox.observe({3, 4}) == Arrival::fresh);
}

TEST_CASE("another epoch is a gap, whatever its offset") {
    Inbox inbox({3, 7});
    CHECK(inbox.observe({4, 8}) == Arrival::gap);
    CHECK(inbox.observe({2, 1}) == Arrival::gap);
    CHECK(inbox.last() == protocol::StreamPosition{3, 7});
}

TEST_CASE("an unanswered text is sent again under the same id and fails in the end") {
    Outbox outbox;
    REQUIRE(outbox.push(id(1), "hello", start));
    CHECK(outbox.next_deadline() == start + limits::resend_interval);

    CHECK(resent(outbox, start + milliseconds(3999)).empty());
    CHECK(failed(outbox, start + seconds(4)).empty());
    CHECK(resent(outbox, start + seconds(4)) == Ids{id(1)});
    CHECK(outbox.find(id(1))->text == "hello");
    CHECK(outbox.next_deadline() == start + seconds(8));

    CHECK(resent(outbox, start + seconds(8)) == Ids{id(1)});
    CHECK(outbox.next_deadline() == start + limits::ack_timeout);

    CHECK(failed(outbox, start + limits::ack_timeout) == Ids{id(1)});
    CHECK(resent(outbox, start + seconds(60)).empty());
    CHECK(outbox.find(id(1))->state == SendState::failed);
    CHECK_FALSE(outbox.next_deadline().has_value());
    CHECK(outbox.is_consistent());
}

TEST_CASE("an ack takes a text out, also one that was given up") {
    Outbox outbox;
    REQUIRE(outbox.push(id(1), "a", start));
    REQUIRE(outbox.push(id(2), "b", start));
    CHECK(outbox.acked(id(1)));
    CHECK_FALSE(outbox.acked(id(1)));
    CHECK(failed(outbox, start + seconds(60)) == Ids{id(2)});
    CHECK(outbox.acked(id(2)));
    CHECK(outbox.size() == 0);
    CHECK(outbox.is_consistent());
}

TEST_CASE("only a text on its way can be refused, and only a failed one can be taken back") {
    Outbox outbox;
    REQUIRE(outbox.push(id(1), "a", start));
    CHECK_FALSE(outbox.take_failed(id(1)).has_value());
    CHECK(outbox.nacked(id(1)));
    CHECK_FALSE(outbox.nacked(id(1)));
    CHECK_FALSE(outbox.nacked(id(9)));
    const auto taken = outbox.take_failed(id(1));
    REQUIRE(taken.has_value());
    CHECK(taken->text == "a");
    CHECK(outbox.size() == 0);
}

TEST_CASE("an outbox is bounded, and refuses an id it holds") {
    Outbox outbox;
    for (std::uint64_t n = 0; n < limits::outbox_messages_max; ++n)
        REQUIRE(outbox.push(id(n), "x", start));
    CHECK_FALSE(outbox.push(id(1000), "one too many", start));
    CHECK(outbox.acked(id(0)));
    CHECK_FALSE(outbox.push(id(1), "the same id", start));
    CHECK(outbox.push(id(1000), "now it fits", start));
    CHECK(outbox.is_consistent());
}

TEST_CASE("at the end of a conversation everything on its way fails, once") {
    Outbox outbox;
    REQUIRE(outbox.push(id(1), "a", start));
    REQUIRE(outbox.push(id(2), "b", start));
    REQUIRE(outbox.nacked(id(1)));
    CHECK(abandoned(outbox) == Ids{id(2)});
    CHECK(abandoned(outbox).empty());
    CHECK_FALSE(outbox.next_deadline().has_value());
    outbox.clear();
    CHECK(outbox.size() == 0);
}

TEST_CASE("texts keep the order in which they were said") {
    Outbox outbox;
    for (std::uint64_t n = 1; n <= 5; ++n)
        REQUIRE(outbox.push(id(n), std::to_string(n), start));
    REQUIRE(outbox.acked(id(3)));
    CHECK(resent(outbox, start + seconds(5)) == Ids{id(1), id(2), id(4), id(5)});
}

TEST_CASE("a text that got no answer is told from one that was refused") {
    Outbox outbox;
    REQUIRE(outbox.push(id(1), "silence", start));
    REQUIRE(outbox.push(id(2), "refused", start));
    REQUIRE(outbox.nacked(id(2)) != nullptr);
    CHECK(failed(outbox, start + limits::ack_timeout) == Ids{id(1)});
    CHECK(outbox.unanswered() == 1);
    REQUIRE(outbox.first_unanswered() != nullptr);
    CHECK(outbox.first_unanswered()->message_id == id(1));
    // A refusal that comes late is an answer.
    CHECK(outbox.nacked(id(1)) != nullptr);
    CHECK(outbox.unanswered() == 0);
    CHECK(outbox.first_unanswered() == nullptr);
    CHECK(outbox.is_consistent());
}

TEST_CASE("what has failed with the conversation is not unanswered") {
    Outbox outbox;
    REQUIRE(outbox.push(id(1), "a", start));
    CHECK(abandoned(outbox) == Ids{id(1)});
    CHECK(outbox.unanswered() == 0);
}

TEST_CASE("over a new connection everything on its way is sent again at once, in order") {
    Outbox outbox;
    REQUIRE(outbox.push(id(1), "failed", start));
    CHECK(failed(outbox, start + limits::ack_timeout) == Ids{id(1)});
    const Instant now = start + limits::ack_timeout;
    REQUIRE(outbox.push(id(2), "b", now));
    REQUIRE(outbox.push(id(3), "c", now));
    CHECK(resent(outbox, now).empty());
    outbox.resend_all(now);
    CHECK(outbox.is_consistent());
    CHECK(resent(outbox, now) == Ids{id(2), id(3)});
    CHECK(resent(outbox, now).empty());
    CHECK(outbox.next_deadline() == now + limits::resend_interval);
}

TEST_CASE("a text of an earlier page is there as unanswered") {
    Outbox outbox;
    REQUIRE(outbox.push_unanswered(id(1), "left", start) != nullptr);
    CHECK(outbox.push_unanswered(id(1), "twice", start) == nullptr);
    CHECK(outbox.unanswered() == 1);
    CHECK(resent(outbox, start + seconds(60)).empty());
    const auto proven = outbox.acked(id(1));
    REQUIRE(proven.has_value());
    CHECK(proven->text == "left");
    CHECK(outbox.is_consistent());
}
