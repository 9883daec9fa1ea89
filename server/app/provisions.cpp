#include "server/app/provisions.hpp"

#include "server/identity/server_key.hpp"
#include "server/ops/wall_clock.hpp"
#include "server/storage/open_store.hpp"

#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>

namespace stimchat::app {
namespace {

namespace fs = std::filesystem;

template <class Value>
Value value_or_throw(Result<Value, std::string> result) {
    if (!result) throw std::runtime_error(result.error());
    return std::move(*result);
}

void make_data_folder(const config::Config& config) {
    std::error_code fault;
    const bool is_new = fs::create_directories(config.data_folder, fault);
    if (is_new) fs::permissions(config.data_folder, fs::perms::owner_all, fault);
    if (fault) {
        throw std::runtime_error("The data folder " + config.data_folder + " cannot be made: " + fault.message());
    }
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

}  // namespace

Provisions provide(const config::Config& config) {
    Provisions provisions;
    provisions.store = provide_store(config);
    provisions.key = value_or_throw(identity::load_or_make_server_key(config.data_folder + "/server.key"));
    provisions.bans = load_bans(*provisions.store, ops::WallClock{}.now());
    if (!config.web_root.empty()) provisions.files = net::StaticFiles::load(config.web_root);
    return provisions;
}

std::unique_ptr<storage::Store> provide_store(const config::Config& config) {
    make_data_folder(config);
    return value_or_throw(storage::open_store(config.database, config.migrations_folder));
}

}  // namespace stimchat::app
