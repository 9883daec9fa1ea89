#pragma once

#include "server/config/config.hpp"
#include "server/engine/moderation/ban.hpp"
#include "server/identity/token_signer.hpp"
#include "server/net/static_files.hpp"
#include "server/storage/store.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace stimchat::app {

/// Active bans kept in memory; more than this is another design.
inline constexpr std::uint32_t bans_max = 1'000'000;

/// What has to be there before a server can be put together: all that may be missing or wrong.
struct Provisions {
    identity::ServerKey key{};
    std::unique_ptr<storage::Store> store;
    std::vector<engine::Ban> bans;  ///< those in force now
    net::StaticFiles files;
};

/// Makes the data folder, reads or makes the key, opens and migrates the database, and loads bans and pages. Throws
/// std::runtime_error with a sentence for the operator. Blocks.
Provisions provide(const config::Config& config);

/// The database alone, for the command line.
std::unique_ptr<storage::Store> provide_store(const config::Config& config);

}  // namespace stimchat::app
