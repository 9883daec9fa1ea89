#include "tools/load/runs.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>

#include <sys/resource.h>

namespace {

using namespace stimchat::load;

/// For each person one, or three where the proxy is between, and some for everything else.
std::size_t descriptors_of(const Options& options) {
    constexpr std::size_t other_descriptors = 64;
    constexpr std::size_t with_proxy = 3;
    if (options.chat) return options.chat->pairs * 2 + other_descriptors;
    if (options.idle) return options.idle->sessions_to + other_descriptors;
    const std::size_t pairs = options.chaos ? options.chaos->pairs : options.storm->pairs;
    return pairs * 2 * with_proxy + other_descriptors;
}

void require_descriptors(const Options& options) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (descriptors_of(options) > limit.rlim_max)
        throw std::runtime_error("so many sessions need " + std::to_string(descriptors_of(options)) +
                                 " file descriptors, and this machine allows a process " +
                                 std::to_string(limit.rlim_max));
}

std::optional<Figures> figures_of(const Options& options) {
    if (options.chat) return run_chat(options, *options.chat);
    if (options.idle) return run_idle(options, *options.idle);
    if (options.chaos) return run_chaos(options, *options.chaos);
    return run_storm(options, *options.storm);
}

int run(const Options& options) {
    require_descriptors(options);
    const auto figures = figures_of(options);
    if (!figures) return EXIT_FAILURE;
    print(*figures);
    if (!options.json_path.empty()) write_json(*figures, options.json_path);
    return EXIT_SUCCESS;
}

}  // namespace

int main(int argument_count, char** arguments) {
    try {
        const ParsedOptions parsed = parse_options(argument_count, arguments);
        return parsed.exit_status ? *parsed.exit_status : run(parsed.options);
    } catch (const std::exception& error) {
        std::cerr << "stimchat-loadgen: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
