#include "server/app/app.hpp"

#include "server/app/descriptor_limit.hpp"
#include "server/app/server.hpp"
#include "server/console/admin_command.hpp"
#include "server/identity/server_key.hpp"
#include "server/storage/open_store.hpp"

#include <csignal>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace stimchat::app {
namespace {

namespace fs = std::filesystem;

/// Active bans kept in memory; more than this is another design.
constexpr std::uint32_t bans_max = 1'000'000;

constexpr int exit_done = 0;
constexpr int exit_cannot_start = 1;

template <class Value>
Value value_or_throw(Result<Value, std::string> result) {
    if (!result) throw std::runtime_error(result.error());
    return std::move(*result);
}

void make_data_folder(const config::Config& config) {
    std::error_code fault;
    if (fs::create_directories(config.data_folder, fault)) {
        fs::permissions(config.data_folder, fs::perms::owner_all, fault);
    }
    if (fault)
        throw std::runtime_error("The data folder " + config.data_folder + " cannot be made: " + fault.message());
}

std::vector<engine::Ban> load_bans(storage::Store& store, Instant now) {
    auto rows = store.active_bans(now, bans_max);
    if (!rows) throw std::runtime_error("The bans cannot be read from the database: " + rows.error().detail);
    std::vector<engine::Ban> bans;
    bans.reserve(rows->size());
    for (storage::BanRow& row : *rows)
        bans.push_back(std::move(row.ban));
    return bans;
}

Provisions provide(const config::Config& config) {
    make_data_folder(config);
    Provisions provisions;
    provisions.key = value_or_throw(identity::load_or_make_server_key(config.data_folder + "/server.key"));
    if (!config.web_root.empty()) provisions.files = net::StaticFiles::load(config.web_root);
    provisions.store = value_or_throw(storage::open_store(config.database, config.migrations_folder));
    provisions.bans = load_bans(*provisions.store, ops::WallClock{}.now());
    return provisions;
}

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
    std::signal(SIGPIPE, SIG_IGN);  // a broken connection to the database is an error value, not the end
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
    } catch (const std::exception& fault) {
        std::cerr << "stimchat-server cannot start: " << fault.what() << std::endl;
        return exit_cannot_start;
    }
    log.info("server.stopped");
    return exit_done;
}

int add_moderator(const config::Config& config) {
    try {
        make_data_folder(config);
        const auto store = value_or_throw(storage::open_store(config.database, config.migrations_folder));
        identity::SodiumRandom random;
        return console::run_admin_add(*store, *config.moderator_to_add, random, ops::WallClock{}.now());
    } catch (const std::exception& fault) {
        std::cerr << fault.what() << std::endl;
        return exit_cannot_start;
    }
}

}  // namespace stimchat::app
