#include "tools/sim/command/options.hpp"
#include "tools/sim/command/seed_list.hpp"
#include "tools/sim/run.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <vector>

namespace {

using namespace stimchat::sim;

std::string_view name_of(Mode mode) {
    return mode == Mode::safety ? "safety" : "liveness";
}

void print_failure(const Options& options, const RunOptions& failed, const RunOutcome& outcome) {
    constexpr std::size_t printed_max = 10;
    std::cout << "FAILED: seed " << failed.seed << " (" << name_of(failed.mode) << ") at commit " << options.commit
              << ": " << outcome.tally.violations << " violations\n";
    for (std::size_t i = 0; i < outcome.violations.size() && i < printed_max; ++i) {
        const Violation& violation = outcome.violations[i];
        std::cout << "  " << stimchat::sim::name_of(violation.breach) << ": " << violation.detail << '\n';
    }
    std::cout << "  replay: tools/simulate --seeds 1 --from " << failed.seed << " --clients " << failed.people
              << " --minutes " << failed.length.ms / stimchat::minutes(1).ms << " --" << name_of(failed.mode)
              << " --trace" << std::endl;
}

/// What the command line asks for, one run after the other.
std::vector<RunOptions> runs_of(const Options& options) {
    std::vector<RunOptions> runs;
    const auto add = [&](std::uint64_t seed, Mode mode, std::uint32_t clients, std::uint32_t minutes) {
        RunOptions one;
        one.seed = seed;
        one.mode = mode;
        one.people = clients;
        one.length = stimchat::minutes(minutes);
        if (options.trace) one.trace = &std::cout;
        runs.push_back(one);
    };
    if (!options.list.empty()) {
        for (const ListedSeed& listed : read_seed_list(options.list))
            add(listed.seed, listed.mode, listed.clients, listed.minutes);
        return runs;
    }
    for (std::uint64_t seed = options.from; seed < options.from + options.seeds; ++seed) {
        for (const Mode mode : {Mode::safety, Mode::liveness}) {
            const bool skipped = mode == Mode::safety ? options.only_liveness : options.only_safety;
            if (!skipped) add(seed, mode, options.clients, options.minutes);
        }
    }
    return runs;
}

int simulate(const Options& options) {
    Tally total;
    for (const RunOptions& one : runs_of(options)) {
        const RunOutcome outcome = run(one);
        if (outcome.tally.violations > 0) print_failure(options, one, outcome);
        total += outcome.tally;
    }
    std::cout << total.runs << " runs, " << total.messages << " messages (" << total.shown << " shown), "
              << total.matches << " matches, " << total.resumes << " resumes, " << total.restarts << " restarts, "
              << total.reports_stored << " reports, " << total.bans << " bans, " << total.steps << " steps, "
              << total.faults << " faults, " << total.violations << " violations\n";
    return total.runs > 0 && total.violations == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

int main(int argument_count, char** arguments) {
    try {
        const ParsedOptions parsed = parse_options(argument_count, arguments);
        return parsed.exit_status ? *parsed.exit_status : simulate(parsed.options);
    } catch (const std::exception& error) {
        std::cerr << "stimchat-simulate: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
