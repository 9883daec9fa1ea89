#include "server/engine/conversations/transcript.hpp"

#include "shared/core/random.hpp"
#include "shared/protocol/limits.hpp"

#include <algorithm>
#include <deque>
#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::engine;

namespace {

Transcript::Line line(std::uint64_t offset, std::string_view text) {
    return {offset, Instant{1000 + static_cast<std::int64_t>(offset)}, Alias{static_cast<std::uint32_t>(offset % 2)},
            MessageId{7, offset}, text};
}

}  // namespace

TEST_CASE("an empty transcript takes no memory") {
    const Transcript transcript;
    CHECK(transcript.memory_bytes() == 0);
    CHECK(transcript.lines().empty());
    CHECK_FALSE(transcript.truncated());
    CHECK(transcript.is_consistent());
}

TEST_CASE("growth_for foretells what an append takes") {
    Transcript transcript;
    const std::string text(700, 'x');
    for (std::uint64_t offset = 1; offset < 100; ++offset) {
        const std::size_t before = transcript.memory_bytes();
        const std::size_t growth = transcript.growth_for(text);
        transcript.append(line(offset, text), true);
        CHECK(transcript.memory_bytes() == before + growth);
    }
}

TEST_CASE("without room to grow the oldest lines go, and the newest is always kept") {
    Transcript transcript;
    transcript.append(line(1, "one"), true);
    const std::size_t room = transcript.memory_bytes();
    for (std::uint64_t offset = 2; offset < 50; ++offset)
        transcript.append(line(offset, "a line of text"), false);
    CHECK(transcript.memory_bytes() == room);
    CHECK(transcript.truncated());
    CHECK(transcript.lines().back().offset == 49);
    CHECK(transcript.is_consistent());

    const std::string longer(2 * room, 'x');
    transcript.append(line(50, longer), false);
    REQUIRE(transcript.size() == 1);
    CHECK(transcript.lines().front().text == longer);
    CHECK(transcript.is_consistent());
}

TEST_CASE("shrinking keeps every line") {
    Transcript transcript;
    for (std::uint64_t offset = 1; offset <= 20; ++offset)
        transcript.append(line(offset, "words"), true);
    const std::size_t before = transcript.memory_bytes();
    transcript.shrink();
    CHECK(transcript.memory_bytes() < before);
    CHECK(transcript.lines().size() == 20);
    CHECK(transcript.is_consistent());
    transcript.append(line(21, "more"), true);
    CHECK(transcript.lines().back().text == "more");
    CHECK(transcript.is_consistent());
}

TEST_CASE("the lines after an offset are given as they were said") {
    Transcript transcript;
    CHECK(transcript.first_offset() == 0);
    for (std::uint64_t offset = 2; offset <= 60; ++offset)
        transcript.append(line(offset, offset % 2 == 0 ? "even" : "odd"), offset < 20);
    REQUIRE(transcript.truncated());
    const std::uint64_t first = transcript.first_offset();
    CHECK(first == transcript.lines().front().offset);
    for (const std::uint64_t after : {std::uint64_t{0}, first - 1, first, std::uint64_t{59}, std::uint64_t{60}}) {
        std::uint64_t expected = std::max(first, after + 1);
        transcript.for_each_after(after, [&](const Transcript::Line& given) {
            CHECK(given.offset == expected);
            CHECK(given.at == Instant{1000 + static_cast<std::int64_t>(expected)});
            CHECK(given.message_id == MessageId{7, expected});
            CHECK(given.text == (expected % 2 == 0 ? "even" : "odd"));
            ++expected;
        });
        CHECK(expected == 61);
    }
}

TEST_CASE("whatever is appended, the transcript is the newest part of it, within its bounds") {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        CAPTURE(seed);
        Xoshiro256 random(seed);
        Transcript transcript;
        std::deque<std::string> model;
        for (std::uint64_t offset = 1; offset <= 1500; ++offset) {
            const std::size_t longest = uniform_below(random, 10) == 0 ? 8000 : 200;
            const std::string text(uniform_below(random, longest), static_cast<char>('a' + offset % 26));
            transcript.append(line(offset, text), uniform_below(random, 8) != 0);
            model.push_back(text);
            REQUIRE(transcript.size() >= 1);
            REQUIRE(transcript.size() <= limits::transcript_messages_max);
            REQUIRE(transcript.memory_bytes() <= limits::transcript_bytes_max);
            if (offset % 50 != 0) continue;
            if (uniform_below(random, 3) == 0) transcript.shrink();
            REQUIRE(transcript.is_consistent());
            const auto lines = transcript.lines();
            REQUIRE(transcript.truncated() == (lines.size() < model.size()));
            for (std::size_t i = 0; i < lines.size(); ++i) {
                const std::size_t at = model.size() - lines.size() + i;
                REQUIRE(lines[i].text == model[at]);
                REQUIRE(lines[i].offset == at + 1);
                REQUIRE(lines[i].at == Instant{1000 + static_cast<std::int64_t>(at + 1)});
                REQUIRE(lines[i].sender == Alias{static_cast<std::uint32_t>((at + 1) % 2)});
            }
        }
    }
}
