#include "tools/sim/run.hpp"

#include <sstream>
#include <string>

#include <doctest/doctest.h>

namespace stimchat::sim {

namespace {

RunOptions short_run(std::uint64_t seed, Mode mode) {
    RunOptions options;
    options.seed = seed;
    options.mode = mode;
    options.people = 6;
    options.length = seconds(20);
    return options;
}

std::string told(const RunOutcome& outcome) {
    std::string text;
    for (const Violation& violation : outcome.violations)
        text += std::string(name_of(violation.breach)) + ": " + violation.detail + "; ";
    return text;
}

}  // namespace

TEST_CASE("a fixed set of seeds holds, while faults go on and after they have stopped") {
    Tally total;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        for (const Mode mode : {Mode::safety, Mode::liveness}) {
            const RunOutcome outcome = run(short_run(seed, mode));
            INFO("seed ", seed, ", mode ", static_cast<int>(mode), ": ", told(outcome));
            CHECK(outcome.tally.violations == 0);
            total += outcome.tally;
        }
    }
    // The runs are about something.
    CHECK(total.messages > 1000);
    CHECK(total.matches > 100);
    CHECK(total.faults > 100);
    CHECK(total.resumes > 100);
    CHECK(total.restarts > 0);
    CHECK(total.bans > 0);
    CHECK(total.reports_stored > 0);
}

TEST_CASE("a run is the same each time, event by event") {
    const auto traced = [] {
        std::ostringstream trace;
        RunOptions options = short_run(7, Mode::safety);
        options.trace = &trace;
        run(options);
        return trace.str();
    };
    const std::string first = traced();
    CHECK(first.size() > 10'000);
    CHECK(first == traced());
}

TEST_CASE("another seed is another run") {
    const RunOutcome one = run(short_run(1, Mode::safety));
    const RunOutcome other = run(short_run(2, Mode::safety));
    CHECK(one.tally.steps != other.tally.steps);
}

}  // namespace stimchat::sim
