#include "shared/core/token_bucket.hpp"

#include <doctest/doctest.h>

using namespace stimchat;

namespace {
constexpr Instant start{1'700'000'000'000};
}

TEST_CASE("a full bucket gives its burst at once, then says how long to wait") {
    TokenBucket bucket;
    const BucketShape shape{.burst = 3, .tokens_per_second = 2};
    for (int i = 0; i < 3; ++i)
        CHECK(bucket.take(shape, start) == Duration{});
    CHECK(bucket.take(shape, start) == milliseconds(500));
    CHECK(bucket.take(shape, start + milliseconds(200)) == milliseconds(300));
}

TEST_CASE("after the wait that was named a token is there") {
    TokenBucket bucket;
    const BucketShape shape{.burst = 1, .tokens_per_second = 3};  // 333.3 ms each
    Instant now = start;
    for (int i = 0; i < 100; ++i) {
        CHECK(bucket.take(shape, now) == Duration{});
        const Duration wait = bucket.take(shape, now);
        REQUIRE(wait > Duration{});
        CHECK(bucket.take(shape, now + wait - milliseconds(1)) > Duration{});
        now = now + wait;
    }
}

TEST_CASE("a refused take costs nothing") {
    TokenBucket bucket;
    const BucketShape shape{.burst = 1, .tokens_per_second = 1};
    CHECK(bucket.take(shape, start) == Duration{});
    for (int i = 0; i < 100; ++i)
        CHECK(bucket.take(shape, start) == seconds(1));
    CHECK(bucket.take(shape, start + seconds(1)) == Duration{});
}

TEST_CASE("a bucket never holds more than its burst") {
    TokenBucket bucket;
    const BucketShape shape{.burst = 2, .tokens_per_second = 1};
    CHECK(bucket.take(shape, start) == Duration{});
    const Instant much_later = start + hours(24);
    CHECK(bucket.take(shape, much_later) == Duration{});
    CHECK(bucket.take(shape, much_later) == Duration{});
    CHECK(bucket.take(shape, much_later) == seconds(1));
}

TEST_CASE("over a long time the rate holds") {
    TokenBucket bucket;
    const BucketShape shape{.burst = 5, .tokens_per_second = 8};
    int taken = 0;
    for (Duration at{}; at < seconds(100); at = at + milliseconds(10))
        if (bucket.take(shape, start + at) == Duration{}) ++taken;
    CHECK(taken >= 800);
    CHECK(taken <= 805);
}
