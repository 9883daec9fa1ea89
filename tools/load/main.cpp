#include "tools/load/runs.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>

#include <sys/resource.h>

namespace {

using namespace stimchat::load;

/// One descriptor for each person, and some for everything else.
void require_descriptors(const Options& options) {
    constexpr std::size_t other_descriptors = 64;
    const std::size_t people = options.chat ? options.chat->pairs * 2 : options.idle->sessions_to;
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (people + other_descriptors > limit.rlim_max)
        throw std::runtime_error(std::to_string(people) + " sessions need more file descriptors than the " +
                                 std::to_string(limit.rlim_max) + " that this machine allows a process");
}

int run(const Options& options) {
    require_descriptors(options);
    const auto figures = options.chat ? run_chat(options, *options.chat) : run_idle(options, *options.idle);
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
