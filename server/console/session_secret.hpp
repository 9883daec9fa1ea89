#pragma once

#include "server/console/idle_times.hpp"
#include "server/identity/token_signer.hpp"
#include "shared/core/random.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stimchat::console {

/// What a moderator's cookie holds. Nothing but the cookie holds it: the database has its keyed hash, and the page's
/// CSRF token is another keyed hash of it.
using SessionSecret = std::array<std::uint8_t, 32>;

SessionSecret make_secret(RandomSource& random);
/// Base64url without padding, 43 characters.
std::string to_text(const SessionSecret& secret);
std::optional<SessionSecret> parse_secret(std::string_view text);

/// Keyed BLAKE2b, with a key for each purpose that is derived from the server's (libsodium crypto_kdf).
class SecretHashes {
  public:
    explicit SecretHashes(const identity::ServerKey& server_key);

    SessionKey session_key(const SessionSecret& secret) const;
    std::string csrf_token(const SessionSecret& secret) const;
    /// In constant time.
    bool is_csrf_token(const SessionSecret& secret, std::string_view token) const;

  private:
    std::array<std::uint8_t, 32> session_hash_key_;
    std::array<std::uint8_t, 32> csrf_hash_key_;
};

}  // namespace stimchat::console
