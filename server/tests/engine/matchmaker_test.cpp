#include "server/engine/matchmaking/matchmaker.hpp"

#include "server/engine/engine_bounds.hpp"
#include "shared/core/random.hpp"

#include <map>
#include <set>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::engine;

namespace {

constexpr Instant start{1'700'000'000'000};

Seeker seeker(std::uint32_t n) {
    return {ParticipantKey{1, n}, Handle<Participant>{n}};
}

/// Makes all of [0, count) recent partners of each other.
void make_all_acquainted(Matchmaker& matchmaker, std::uint32_t count, Instant now) {
    for (std::uint32_t a = 0; a < count; ++a) {
        for (std::uint32_t b = 0; b < a; ++b)
            matchmaker.keep_apart(seeker(a).participant, seeker(b).participant, now);
    }
}

}  // namespace

TEST_CASE("the one who came first is the partner, and neither waits any more") {
    Matchmaker matchmaker(seconds(60), minutes(5));
    CHECK_FALSE(matchmaker.seek(seeker(1), start));
    const auto partner = matchmaker.seek(seeker(2), start);
    REQUIRE(partner);
    CHECK(partner->participant == seeker(1).participant);
    CHECK(matchmaker.waiting() == 0);
    CHECK(matchmaker.is_consistent());
}

TEST_CASE("who has withdrawn is not found") {
    Matchmaker matchmaker(seconds(60), minutes(5));
    CHECK_FALSE(matchmaker.withdraw(seeker(1).participant));
    matchmaker.seek(seeker(1), start);
    CHECK(matchmaker.withdraw(seeker(1).participant));
    CHECK_FALSE(matchmaker.seek(seeker(2), start));
}

TEST_CASE("a partner behind many who are out of the question is found a little later") {
    Matchmaker matchmaker(hours(1), minutes(5));
    const auto crowd = static_cast<std::uint32_t>(2 * bounds::looks_max + 10);
    make_all_acquainted(matchmaker, crowd, start);
    for (std::uint32_t n = 0; n < crowd; ++n)
        REQUIRE_FALSE(matchmaker.seek(seeker(n), start));
    // A stranger to the last one only.
    const Seeker late = seeker(crowd);
    for (std::uint32_t n = 0; n + 1 < crowd; ++n) {
        matchmaker.keep_apart(late.participant, seeker(n).participant, start);
    }
    REQUIRE_FALSE(matchmaker.seek(late, start));

    Instant now = start;
    std::optional<Match> match;
    for (int turns = 0; turns < 10 && !match; ++turns) {
        REQUIRE(matchmaker.next_deadline());
        now = std::max(now, *matchmaker.next_deadline());
        match = matchmaker.take_match(now);
        REQUIRE(matchmaker.is_consistent());
    }
    REQUIRE(match);
    CHECK(match->earlier.participant == seeker(crowd - 1).participant);
    CHECK(match->later.participant == late.participant);
    CHECK(now - start <= bounds::look_interval * 4);
}

TEST_CASE("when the cool-down of a whole crowd ends, everybody is matched") {
    Matchmaker matchmaker(hours(1), minutes(5));
    make_all_acquainted(matchmaker, 20, start);
    for (std::uint32_t n = 0; n < 20; ++n)
        matchmaker.seek(seeker(n), start);
    CHECK_FALSE(matchmaker.take_match(start + minutes(5) - milliseconds(1)));
    std::set<std::uint32_t> matched;
    while (const auto match = matchmaker.take_match(start + minutes(5))) {
        matched.insert(match->earlier.handle.value);
        matched.insert(match->later.handle.value);
    }
    CHECK(matched.size() == 20);
    CHECK(matchmaker.waiting() == 0);
}

TEST_CASE("a pair that meets again is kept apart from the later time on") {
    RecentPartners recent(minutes(5));
    const Pair pair{ParticipantKey{1, 1}, ParticipantKey{1, 2}};
    recent.add(pair, start);
    recent.add(pair, start + minutes(2));
    CHECK_FALSE(recent.take_lapsed(start + minutes(6)));
    CHECK(recent.contains(pair, start + minutes(6)));
    CHECK(recent.take_lapsed(start + minutes(7)) == pair);
    CHECK_FALSE(recent.contains(pair, start + minutes(7)));
    CHECK(recent.size() == 0);
}

TEST_CASE("the order of a pair does not matter") {
    CHECK(Pair{ParticipantKey{1, 1}, ParticipantKey{1, 2}} == Pair{ParticipantKey{1, 2}, ParticipantKey{1, 1}});
}

TEST_CASE("recent partners are bounded: the oldest are forgotten early") {
    RecentPartners recent(hours(1));
    const auto pair = [](std::uint64_t n) { return Pair{ParticipantKey{1, n}, ParticipantKey{2, n}}; };
    for (std::uint64_t n = 0; n <= bounds::recent_pairs_max; ++n)
        recent.add(pair(n), start);
    CHECK(recent.size() == bounds::recent_pairs_max);
    CHECK_FALSE(recent.contains(pair(0), start));
    CHECK(recent.contains(pair(1), start));
    CHECK(recent.is_consistent());
}

TEST_CASE("whatever happens: nobody waits for longer than the limit or for somebody who could be had") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        Xoshiro256 random(seed);
        Matchmaker matchmaker(seconds(60), seconds(20));
        std::map<std::uint32_t, Instant> waiting;
        std::map<std::pair<std::uint32_t, std::uint32_t>, Instant> apart_until;
        Instant now = start;
        const auto matched = [&](std::uint32_t a, std::uint32_t b) {
            REQUIRE(a != b);
            const auto key = std::minmax(a, b);
            const auto apart = apart_until.find(key);
            REQUIRE((apart == apart_until.end() || apart->second <= now));
            waiting.erase(a);
            waiting.erase(b);
            matchmaker.keep_apart(seeker(a).participant, seeker(b).participant, now);
            apart_until[key] = now + seconds(20);
        };
        for (int step = 0; step < 2000; ++step) {
            const auto n = static_cast<std::uint32_t>(uniform_below(random, 6));
            const std::uint64_t choice = uniform_below(random, 10);
            if (choice < 5 && waiting.count(n) == 0) {
                if (const auto partner = matchmaker.seek(seeker(n), now)) {
                    matched(partner->handle.value, n);
                } else {
                    waiting[n] = now;
                }
            } else if (choice < 6) {
                CHECK(matchmaker.withdraw(seeker(n).participant) == (waiting.erase(n) == 1));
            } else if (choice < 9) {
                const Instant then = now + milliseconds(static_cast<std::int64_t>(uniform_below(random, 8000)));
                int turns = 0;
                while (const auto deadline = matchmaker.next_deadline()) {
                    if (*deadline > then) break;
                    REQUIRE(++turns < 1000);
                    now = std::max(now, *deadline);
                    while (const auto match = matchmaker.take_match(now)) {
                        matched(match->earlier.handle.value, match->later.handle.value);
                    }
                    while (const auto late = matchmaker.take_timed_out(now)) {
                        REQUIRE(now == waiting.at(late->handle.value) + seconds(60));
                        waiting.erase(late->handle.value);
                    }
                }
                now = then;
            }
            REQUIRE(matchmaker.is_consistent());
            REQUIRE(matchmaker.waiting() == waiting.size());
            for (const auto& [a, since_a] : waiting) {
                for (const auto& [b, since_b] : waiting) {
                    if (a >= b) continue;
                    const auto apart = apart_until.find({a, b});
                    REQUIRE(apart != apart_until.end());
                    REQUIRE(apart->second > now);
                }
            }
        }
    }
}
