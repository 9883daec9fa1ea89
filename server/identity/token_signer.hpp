#pragma once

#include "server/engine/ports.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stimchat::identity {

inline constexpr std::size_t server_key_bytes = 32;
/// The node's secret, from which the keys for signing tokens and for hashing participants are derived.
using ServerKey = std::array<std::uint8_t, server_key_bytes>;

struct MintedToken {
    std::string token;
    Instant expires_at;
};

/// Mints and checks the tokens that prove which participant a browser is: "v1.<payload>.<mac>", base64url; the payload
/// is the ParticipantId and the expiry, the mac HMAC-SHA-512-256 (libsodium crypto_auth). The ParticipantKey is a keyed
/// BLAKE2b hash of the ParticipantId under a key of its own.
class TokenSigner final : public engine::TokenVerifier {
  public:
    TokenSigner(const ServerKey& key, Duration life);

    /// For a participant that never was: its id comes from libsodium's CSPRNG.
    MintedToken mint(Instant now) const;
    /// The same participant with a new expiry, so that neither a ban nor a block ends with a token. Takes expired
    /// tokens.
    Result<MintedToken, engine::TokenFault> renew(std::string_view token, Instant now) const;
    Result<engine::Identity, engine::TokenFault> verify(std::string_view token, Instant now) const override;

  private:
    std::array<std::uint8_t, 32> mac_key_;
    std::array<std::uint8_t, 32> hash_key_;
    Duration life_;
};

}  // namespace stimchat::identity
