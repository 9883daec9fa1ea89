#include "tools/sim/mutations/catalogue.hpp"
#include "tools/sim/run.hpp"

#include <cstdlib>
#include <iostream>
#include <optional>
#include <set>
#include <string>

/// Shows that the simulator can fail: each deliberate bug must be caught over a fixed set of seeds, by the breach that
/// it amounts to.
namespace {

using namespace stimchat::sim;

// Every bug is seen well before that; one that is not would take as long as all the others together.
constexpr std::uint64_t seeds_max = 60;

RunOptions options_of(std::uint64_t seed, Mode mode, const Deed& deed) {
    RunOptions options;
    options.seed = seed;
    options.mode = mode;
    options.people = 8;
    options.length = stimchat::minutes(1);
    options.sabotage = deed.sabotage;
    options.until = deed.expected;
    return options;
}

struct Verdict {
    bool is_caught = false;
    std::uint64_t seed = 0;
    Mode mode{};
    std::set<std::string_view> others;
};

Verdict try_deed(const Deed& deed) {
    Verdict verdict;
    for (std::uint64_t seed = 1; seed <= seeds_max; ++seed) {
        for (const Mode mode : {Mode::safety, Mode::liveness}) {
            const RunOutcome outcome = run(options_of(seed, mode, deed));
            for (const Violation& violation : outcome.violations)
                if (violation.breach != deed.expected) verdict.others.insert(name_of(violation.breach));
            if (!outcome.has(deed.expected)) continue;
            verdict.is_caught = true;
            verdict.seed = seed;
            verdict.mode = mode;
            return verdict;
        }
    }
    return verdict;
}

/// The same runs without the bug: what is caught then is not the bug.
bool is_clean(const Deed& deed, std::uint64_t seeds) {
    stimchat::choose_mutation(stimchat::Mutation::none);
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        for (const Mode mode : {Mode::safety, Mode::liveness})
            if (run(options_of(seed, mode, deed)).has(deed.expected)) return false;
    }
    return true;
}

bool judge(const Deed& deed) {
    stimchat::choose_mutation(deed.mutation);
    const Verdict verdict = try_deed(deed);
    const bool is_proven = verdict.is_caught && is_clean(deed, verdict.seed);
    std::cout << (is_proven ? "caught   " : "MISSED   ") << deed.name << ": " << name_of(deed.expected);
    if (verdict.is_caught) {
        std::cout << ", seed " << verdict.seed << (verdict.mode == Mode::safety ? " safety" : " liveness");
        if (!is_proven) std::cout << ", but also without the bug";
    }
    if (!verdict.others.empty()) {
        std::cout << " (also";
        for (const std::string_view other : verdict.others)
            std::cout << ' ' << other;
        std::cout << ')';
    }
    std::cout << std::endl;
    return is_proven;
}

}  // namespace

int main(int argument_count, char** arguments) {
    std::size_t caught = 0;
    std::size_t tried = 0;
    for (const Deed& deed : catalogue()) {
        if (argument_count > 1 && deed.name != std::string_view(arguments[1])) continue;
        ++tried;
        caught += judge(deed) ? 1 : 0;
    }
    std::cout << caught << " of " << tried << " deliberate bugs caught\n";
    return tried > 0 && caught == tried ? EXIT_SUCCESS : EXIT_FAILURE;
}
