#include "shared/core/rfc3339.hpp"

#include "shared/core/ids.hpp"
#include "shared/core/random.hpp"

#include <limits>
#include <string>

#include <doctest/doctest.h>

using namespace stimchat;

namespace {

std::string text_of(std::int64_t ms) {
    return std::string(view(format_rfc3339(Instant{ms})));
}

}  // namespace

TEST_CASE("known instants have known texts") {
    CHECK(text_of(0) == "1970-01-01T00:00:00.000Z");
    CHECK(text_of(1) == "1970-01-01T00:00:00.001Z");
    CHECK(text_of(-1) == "1969-12-31T23:59:59.999Z");
    CHECK(text_of(951'782'400'000) == "2000-02-29T00:00:00.000Z");
    CHECK(text_of(1'709'251'199'999) == "2024-02-29T23:59:59.999Z");
    CHECK(text_of(1'772'334'855'926) == "2026-03-01T03:14:15.926Z");
    CHECK(text_of(4'107'542'400'000) == "2100-03-01T00:00:00.000Z");
    CHECK(text_of(-62'167'219'200'000) == "0000-01-01T00:00:00.000Z");
    CHECK(text_of(253'402'300'799'999) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("instants beyond the years with four digits are written as the nearest one") {
    CHECK(text_of(std::numeric_limits<std::int64_t>::min()) == "0000-01-01T00:00:00.000Z");
    CHECK(text_of(std::numeric_limits<std::int64_t>::max()) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("what is written is read back") {
    constexpr std::uint64_t seed = 3339;
    CAPTURE(seed);
    Xoshiro256 random(seed);
    for (int i = 0; i < 20'000; ++i) {
        const auto ms = static_cast<std::int64_t>(uniform_below(random, 315'569'520'000'000)) - 62'167'219'200'000;
        const Instant instant{ms};
        if (parse_rfc3339(view(format_rfc3339(instant))) != instant) FAIL("at ", ms);
    }
}

TEST_CASE("every day of a leap cycle is read back") {
    for (std::int64_t day = -146'097; day < 146'097; ++day) {
        const Instant instant{day * 86'400'000};
        if (parse_rfc3339(view(format_rfc3339(instant))) != instant) FAIL("day ", day);
    }
}

TEST_CASE("another form, or a date that is none, is refused") {
    for (const char* wrong : {"",
                              "2026-03-01",
                              "2026-03-01T03:14:15Z",
                              "2026-03-01T03:14:15.92Z",
                              "2026-03-01T03:14:15.9261Z",
                              "2026-03-01T03:14:15.926+00:00",
                              "2026-03-01t03:14:15.926z",
                              "2026-03-01 03:14:15.926Z",
                              "2026-13-01T03:14:15.926Z",
                              "2026-00-01T03:14:15.926Z",
                              "2026-03-00T03:14:15.926Z",
                              "2026-03-32T03:14:15.926Z",
                              "2026-04-31T03:14:15.926Z",
                              "2026-02-29T03:14:15.926Z",
                              "2100-02-29T03:14:15.926Z",
                              "2026-03-01T24:00:00.000Z",
                              "2026-03-01T03:60:15.926Z",
                              "2026-03-01T03:14:60.926Z",
                              "2026-03-01T03:14:15.-26Z",
                              "+026-03-01T03:14:15.926Z",
                              "2026-03-01T03:14:15.926Z ",
                              " 2026-03-01T03:14:15.926"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_rfc3339(wrong));
    }
}
