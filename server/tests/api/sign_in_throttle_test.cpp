#include "server/console/sign_in_throttle.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using console::SignInThrottle;

namespace {

constexpr Instant start{1'700'000'000'000};

// Far enough apart that the bucket of all names is full again each time.
Instant later(int minutes_after) {
    return start + minutes(minutes_after);
}

}  // namespace

TEST_CASE("a few wrong passwords are forgiven, then the wait doubles up to its bound") {
    SignInThrottle throttle;
    Instant now = start;
    for (std::uint32_t i = 0; i < SignInThrottle::free_failures; ++i)
        CHECK_FALSE(throttle.attempt("alice", now));

    Duration wait = SignInThrottle::wait_base;
    for (int i = 0; i < 14; ++i) {
        const auto refused = throttle.attempt("alice", now);
        REQUIRE(refused);
        CHECK(*refused == wait);
        now = now + *refused;
        CHECK_FALSE(throttle.attempt("alice", now));
        wait = std::min(wait * 2, SignInThrottle::wait_max);
    }
}

TEST_CASE("attempts during the wait do not lengthen it") {
    SignInThrottle throttle;
    for (std::uint32_t i = 0; i < SignInThrottle::free_failures; ++i)
        throttle.attempt("alice", start);
    for (int i = 0; i < 1000; ++i)
        CHECK(throttle.attempt("alice", start) == SignInThrottle::wait_base);
    CHECK_FALSE(throttle.attempt("alice", start + SignInThrottle::wait_base));
}

TEST_CASE("attempts at the same time count each, before any of them is judged") {
    SignInThrottle throttle;
    int let_in = 0;
    for (int i = 0; i < 100; ++i)
        let_in += throttle.attempt("alice", start) ? 0 : 1;
    CHECK(let_in == SignInThrottle::free_failures);
}

TEST_CASE("signing in clears the name, and only that name") {
    SignInThrottle throttle;
    for (std::uint32_t i = 0; i < SignInThrottle::free_failures; ++i) {
        throttle.attempt("alice", start);
        throttle.attempt("bob", start);
    }
    throttle.succeeded("alice");
    CHECK_FALSE(throttle.attempt("alice", start + milliseconds(1)));
    CHECK(throttle.attempt("bob", start + milliseconds(1)));
}

TEST_CASE("an attempt that could not be judged does not count") {
    SignInThrottle throttle;
    for (int i = 0; i < 10; ++i) {
        CHECK_FALSE(throttle.attempt("alice", later(i)));
        throttle.withdrawn("alice");
    }
    CHECK(throttle.names() == 0);
    throttle.withdrawn("nobody");
}

TEST_CASE("failures are forgotten after an hour without any") {
    SignInThrottle throttle;
    for (int i = 0; i < 8; ++i)
        throttle.attempt("alice", later(20 * i));
    const Instant long_after = later(20 * 7) + SignInThrottle::forgotten_after;
    for (std::uint32_t i = 0; i < SignInThrottle::free_failures; ++i)
        CHECK_FALSE(throttle.attempt("alice", long_after));
    CHECK(throttle.attempt("alice", long_after));
}

TEST_CASE("many names at once are slowed down together") {
    SignInThrottle throttle;
    std::uint32_t let_in = 0;
    for (int i = 0; i < 1000; ++i)
        let_in += throttle.attempt("name" + std::to_string(i), start) ? 0 : 1;
    CHECK(let_in == SignInThrottle::all_names.burst);
}

TEST_CASE("memory is bounded, and made-up names do not push out one under attack") {
    SignInThrottle throttle;
    Instant now = start;
    for (int i = 0; i < 5; ++i)
        throttle.attempt("alice", now = now + seconds(60));
    for (std::size_t i = 0; i < SignInThrottle::names_max + 100; ++i)
        throttle.attempt("name" + std::to_string(i), now = now + seconds(1));
    CHECK(throttle.names() == SignInThrottle::names_max);
    throttle.attempt("alice", now);
    CHECK(throttle.attempt("alice", now));
}
