#include "server/app/app.hpp"

#include "server/app/descriptor_limit.hpp"
#include "server/app/provisions.hpp"
#include "server/app/server.hpp"
#include "server/console/admin_command.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>

namespace stimchat::app {
namespace {

constexpr int exit_done = 0;
constexpr int exit_cannot_start = 1;

/// What a person types into a browser on this machine.
std::string visible_address(const config::Config& config, std::uint16_t port) {
    const bool is_local = config.address == "127.0.0.1" || config.address == "0.0.0.0" || config.address == "::" ||
                          config.address == "::1";
    const bool is_ipv6 = config.address.find(':') != std::string::npos;
    const std::string host = is_local ? "localhost" : is_ipv6 ? "[" + config.address + "]" : config.address;
    return "http://" + host + ":" + std::to_string(port);
}

config::Config within_descriptors(config::Config config, ops::Log& log) {
    const std::size_t descriptors = raise_descriptor_limit();
    const std::size_t possible = connections_within(descriptors, config.engine.connections_max);
    if (possible < config.engine.connections_max) {
        log.warn("server.connections_lowered",
                 {{"wanted", config.engine.connections_max}, {"possible", possible}, {"open_files_max", descriptors}});
        config.engine.connections_max = possible;
    }
    log.info("server.starting", {{"open_files_max", descriptors}, {"connections_max", config.engine.connections_max}});
    return config;
}

}  // namespace

int serve(const config::Config& wanted) {
    // A broken connection to the database, or a file that may not grow any more, is an error value, not the end.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    ops::Log log(wanted.log_format, wanted.log_level, std::cerr);
    try {
        const config::Config config = within_descriptors(wanted, log);
        Provisions provisions = provide(config);
        log.info("server.provided", {{"active_bans", provisions.bans.size()}, {"web_files", provisions.files.count()}});
        Server server(config, std::move(provisions), log);
        const std::uint16_t port = server.open();
        log.info("server.ready", {{"port", port}});
        std::cout << "StimChat is ready at " << visible_address(config, port) << std::endl;
        server.run();
        if (const std::size_t jobs = server.database_jobs_unfinished(); jobs > 0) {
            // None of them was answered. Waiting for a database that hangs would end with a kill, which is no better.
            log.warn("server.stopped_without_database", {{"jobs", jobs}});
            std::_Exit(exit_done);
        }
    } catch (const std::exception& fault) {
        std::cerr << "stimchat-server cannot start: " << fault.what() << std::endl;
        return exit_cannot_start;
    }
    log.info("server.stopped");
    return exit_done;
}

int add_moderator(const config::Config& config) {
    try {
        const auto store = provide_store(config);
        identity::SodiumRandom random;
        return console::run_admin_add(*store, *config.moderator_to_add, random, ops::WallClock{}.now());
    } catch (const std::exception& fault) {
        std::cerr << fault.what() << std::endl;
        return exit_cannot_start;
    }
}

}  // namespace stimchat::app
