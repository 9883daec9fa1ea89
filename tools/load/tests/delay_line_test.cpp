#include "tools/load/proxy/delay_line.hpp"

#include "shared/core/random.hpp"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

namespace stimchat::load {

namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr LineShape plain{};

}  // namespace

TEST_CASE("a plain line lets out at once what comes in") {
    DelayLine line;
    line.push("hello", plain, 0);
    CHECK(line.ready(0) == "hello");
    line.sent(2);
    CHECK(line.ready(0) == "llo");
    line.sent(3);
    CHECK(line.is_empty());
    CHECK_FALSE(line.next_due_ns(0));
}

TEST_CASE("a delayed byte comes out after the delay, and a later change of the delay does not let bytes overtake") {
    DelayLine line;
    line.push("slow", {.delay_ns = 100 * ms}, 0);
    line.push("fast", plain, 10 * ms);
    CHECK(line.ready(99 * ms).empty());
    CHECK(line.next_due_ns(10 * ms) == 100 * ms);
    CHECK(line.ready(100 * ms) == "slowfast");
}

TEST_CASE("a line of limited bandwidth lets out packet after packet") {
    DelayLine line;
    line.push(std::string(14'600, 'a'), {.bytes_per_s = 14'600}, 0);  // ten packets, a second in all
    CHECK(line.ready(99 * ms).empty());
    CHECK(line.ready(100 * ms).size() == 1460);
    CHECK(line.ready(550 * ms).size() == 5 * 1460);
    CHECK(line.ready(1000 * ms).size() == 14'600);
}

TEST_CASE("a stalled line keeps everything until the stall is over") {
    DelayLine line;
    line.push("before", plain, 0);
    line.hold_until(500 * ms);
    line.push("after", plain, 100 * ms);
    CHECK(line.ready(499 * ms).empty());
    CHECK(line.next_due_ns(100 * ms) == 500 * ms);
    CHECK(line.ready(500 * ms) == "beforeafter");
}

TEST_CASE("a line that ends after some bytes lets out these and no more") {
    DelayLine line;
    line.end_after(3);
    line.push("ab", plain, 0);
    line.sent(line.ready(0).size());
    CHECK_FALSE(line.has_ended());
    line.push("cd", plain, 0);
    CHECK(line.ready(0) == "c");
    line.sent(1);
    CHECK(line.has_ended());
    CHECK(line.ready(0).empty());
}

TEST_CASE("a line that is full says so before it grows beyond its bound") {
    DelayLine line;
    line.push(std::string(DelayLine::bytes_held_max - 1, 'a'), {.delay_ns = ms}, 0);
    CHECK(line.has_room());
    line.push("b", plain, 0);
    CHECK_FALSE(line.has_room());
}

TEST_CASE("whatever happens to a line, its bytes come out unchanged and in order") {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        Xoshiro256 random(seed);
        DelayLine line;
        std::string in;
        std::string out;
        std::int64_t now_ns = 0;
        for (int step = 0; step < 200; ++step) {
            const LineShape shape{static_cast<std::int64_t>(uniform_below(random, 50)) * ms,
                                  uniform_below(random, 2) * 20'000};
            const std::string bytes(uniform_below(random, 3000), static_cast<char>('a' + step % 26));
            line.push(bytes, shape, now_ns);
            in += bytes;
            if (uniform_below(random, 10) == 0) line.hold_until(now_ns + 100 * ms);
            now_ns += static_cast<std::int64_t>(uniform_below(random, 100)) * ms;
            const std::string_view ready = line.ready(now_ns);
            const std::size_t taken = ready.empty() ? 0 : uniform_below(random, ready.size() + 1);
            out += ready.substr(0, taken);
            line.sent(taken);
        }
        while (!line.is_empty()) {
            now_ns = std::max(now_ns, line.next_due_ns(now_ns).value_or(now_ns));
            const std::string_view ready = line.ready(now_ns);
            out += ready;
            line.sent(ready.size());
        }
        const bool is_unchanged = in == out;
        CHECK(is_unchanged);
    }
}

}  // namespace stimchat::load
