#include "tools/sim/command/options.hpp"

#include <CLI/CLI.hpp>

namespace stimchat::sim {

ParsedOptions parse_options(int argument_count, const char* const* arguments) {
    constexpr std::uint32_t clients_max = 10'000;
    constexpr std::uint32_t minutes_max = 24 * 60;

    CLI::App app{"Runs the engine and many client sessions over a simulated network, from seeds, and checks them."};
    app.option_defaults()->always_capture_default();
    ParsedOptions parsed;
    Options& options = parsed.options;
    app.add_option("--seeds", options.seeds, "How many seeds; each is run in both modes");
    app.add_option("--from", options.from, "The first seed");
    app.add_option("--clients", options.clients, "People in a run")->check(CLI::Range(1U, clients_max));
    app.add_option("--minutes", options.minutes, "Simulated length of a run")->check(CLI::Range(1U, minutes_max));
    CLI::Option* safety = app.add_flag("--safety", options.only_safety, "Only that mode: faults all along");
    app.add_flag("--liveness", options.only_liveness, "Only that mode: the faults stop, and everything has to settle")
        ->excludes(safety);
    app.add_flag("--trace", options.trace, "Print every event");
    app.add_option("--list", options.list, "A file of seeds to run instead (tools/sim/seeds.txt)");
    app.add_option("--commit", options.commit, "What was built, for the report of a failure");
    try {
        app.parse(argument_count, arguments);
    } catch (const CLI::ParseError& error) {
        parsed.exit_status = app.exit(error);
    }
    return parsed;
}

}  // namespace stimchat::sim
