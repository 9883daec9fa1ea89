#pragma once

#include "server/identity/token_signer.hpp"
#include "shared/core/result.hpp"

#include <filesystem>
#include <string>

namespace stimchat::identity {

/// Reads the node's secret, or makes one on the first start (mode 0600, from libsodium's CSPRNG). Fails with a sentence
/// if the file has another size, others than its owner may read or write it, or it cannot be read or made. Whoever
/// loses the file loses all tokens and bans: participants get new keys.
Result<ServerKey, std::string> load_or_make_server_key(const std::filesystem::path& path);

}  // namespace stimchat::identity
