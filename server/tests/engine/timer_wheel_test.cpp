#include "server/engine/timer_wheel.hpp"

#include "shared/core/random.hpp"

#include <map>
#include <vector>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::engine;

namespace {
constexpr Instant start{1'700'000'000'123};
}

TEST_CASE("a timer fires within one tick after its deadline, and only once") {
    TimerWheel wheel;
    wheel.arm(3, start + seconds(30), start);
    CHECK_FALSE(wheel.take_due(start + seconds(30) - milliseconds(1)));
    CHECK(wheel.take_due(start + seconds(30) + TimerWheel::tick) == 3U);
    CHECK_FALSE(wheel.take_due(start + hours(1)));
    CHECK_FALSE(wheel.next_deadline());
}

TEST_CASE("a cancelled timer does not fire, one armed again fires at its new time") {
    TimerWheel wheel;
    wheel.arm(1, start + seconds(1), start);
    wheel.arm(2, start + seconds(1), start);
    wheel.cancel(1);
    wheel.cancel(7);
    wheel.arm(2, start + seconds(5), start);
    CHECK(wheel.size() == 1);
    CHECK_FALSE(wheel.take_due(start + seconds(4)));
    CHECK(wheel.take_due(start + seconds(6)) == 2U);
    CHECK(wheel.size() == 0);
}

TEST_CASE("a deadline that is past fires at the next expiry") {
    TimerWheel wheel;
    wheel.arm(1, start - hours(1), start);
    CHECK(wheel.take_due(start) == 1U);
}

TEST_CASE("far deadlines keep their time") {
    TimerWheel wheel;
    const Instant in_a_century = start + hours(24 * 36525);
    wheel.arm(1, in_a_century, start);
    CHECK_FALSE(wheel.take_due(in_a_century - milliseconds(1)));
    CHECK(wheel.take_due(in_a_century + TimerWheel::tick) == 1U);
}

TEST_CASE("following next_deadline() fires every timer within a tick, as a plain list of deadlines would") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        CAPTURE(seed);
        Xoshiro256 random(seed);
        TimerWheel wheel;
        std::map<std::uint32_t, Instant> model;
        Instant now = start;
        for (int step = 0; step < 2000; ++step) {
            const auto key = static_cast<std::uint32_t>(uniform_below(random, 40));
            const std::uint64_t choice = uniform_below(random, 10);
            if (choice < 5) {
                const auto span = static_cast<std::int64_t>(uniform_below(random, 1ULL << uniform_below(random, 24)));
                wheel.arm(key, now + milliseconds(span), now);
                model[key] = now + milliseconds(span);
            } else if (choice < 6) {
                wheel.cancel(key);
                model.erase(key);
            } else {
                auto next = wheel.next_deadline();
                REQUIRE(next.has_value() == !model.empty());
                if (!next) continue;
                for (const auto& [unused, at] : model)
                    REQUIRE(*next < std::max(at, now) + TimerWheel::tick);
                if (*next > now) now = *next;
                while (const auto due = wheel.take_due(now)) {
                    REQUIRE(model.count(*due) == 1);
                    REQUIRE(model[*due] <= now);
                    model.erase(*due);
                }
                for (const auto& [unused, at] : model)
                    REQUIRE(now < at + TimerWheel::tick);
            }
            REQUIRE(wheel.size() == model.size());
        }
    }
}
