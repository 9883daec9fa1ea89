#include "server/identity/token_signer.hpp"

#include "shared/protocol/limits.hpp"

#include <cstring>
#include <span>
#include <stdexcept>

#include <sodium.h>

namespace stimchat::identity {
namespace {

constexpr std::string_view version_prefix = "v1.";
constexpr char kdf_context[crypto_kdf_CONTEXTBYTES + 1] = "stimtokn";
constexpr std::uint64_t mac_subkey = 1;
constexpr std::uint64_t hash_subkey = 2;

constexpr std::size_t payload_bytes = 3 * sizeof(std::uint64_t);  // participant, expiry
constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t base64_digits(std::size_t bytes) {
    return (bytes * 4 + 2) / 3;
}
constexpr std::size_t payload_digits = base64_digits(payload_bytes);
constexpr std::size_t mac_digits = base64_digits(crypto_auth_BYTES);
constexpr std::size_t token_bytes = version_prefix.size() + payload_digits + 1 + mac_digits;
static_assert(token_bytes <= limits::token_bytes_max);

using Payload = std::array<std::uint8_t, payload_bytes>;
using Mac = std::array<std::uint8_t, crypto_auth_BYTES>;

void put_big_endian(std::uint8_t* out, std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8)
        *out++ = static_cast<std::uint8_t>(number >> shift);
}

std::uint64_t get_big_endian(const std::uint8_t* in) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i)
        number = (number << 8) | in[i];
    return number;
}

const unsigned char* as_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string base64(std::span<const std::uint8_t> bytes) {
    std::string text(base64_digits(bytes.size()) + 1, '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), base64_variant);
    text.pop_back();
    return text;
}

/// Canonical only, so that one token has one spelling: what was read, written again, has to be the same text. libsodium
/// alone is not enough: 1.0.18 takes any byte above 0x7F for '_'.
template <std::size_t Size>
bool read_base64(std::string_view text, std::array<std::uint8_t, Size>& out) {
    std::size_t written = 0;
    const int outcome =
        sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &written, nullptr, base64_variant);
    return outcome == 0 && written == out.size() && base64(out) == text;
}

struct Claims {
    ParticipantId participant;
    Instant expires_at;
};

Payload pack(const Claims& claims) {
    Payload payload{};
    put_big_endian(payload.data(), claims.participant.high);
    put_big_endian(payload.data() + 8, claims.participant.low);
    put_big_endian(payload.data() + 16, static_cast<std::uint64_t>(claims.expires_at.ms_since_epoch));
    return payload;
}

Claims unpack(const Payload& payload) {
    return {ParticipantId{get_big_endian(payload.data()), get_big_endian(payload.data() + 8)},
            Instant{static_cast<std::int64_t>(get_big_endian(payload.data() + 16))}};
}

std::string sign(const Claims& claims, const std::array<std::uint8_t, 32>& key) {
    std::string token = std::string(version_prefix) + base64(pack(claims));
    Mac mac{};
    crypto_auth(mac.data(), as_bytes(token), token.size(), key.data());
    return token + '.' + base64(mac);
}

/// The claims of a token that was signed here, expired or not.
Result<Claims, engine::TokenFault> check_signature(std::string_view token, const std::array<std::uint8_t, 32>& key) {
    const auto invalid = failure(engine::TokenFault::invalid);
    if (token.size() != token_bytes || !token.starts_with(version_prefix)) return invalid;
    const std::string_view signed_part = token.substr(0, version_prefix.size() + payload_digits);
    if (token[signed_part.size()] != '.') return invalid;

    Payload payload{};
    Mac mac{};
    if (!read_base64(signed_part.substr(version_prefix.size()), payload)) return invalid;
    if (!read_base64(token.substr(signed_part.size() + 1), mac)) return invalid;
    // Compares in constant time.
    if (crypto_auth_verify(mac.data(), as_bytes(signed_part), signed_part.size(), key.data()) != 0) return invalid;
    return unpack(payload);
}

}  // namespace

TokenSigner::TokenSigner(const ServerKey& key, Duration life) : mac_key_{}, hash_key_{}, life_(life) {
    static_assert(server_key_bytes == crypto_kdf_KEYBYTES);
    static_assert(sizeof mac_key_ == crypto_auth_KEYBYTES);
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be set up");
    crypto_kdf_derive_from_key(mac_key_.data(), mac_key_.size(), mac_subkey, kdf_context, key.data());
    crypto_kdf_derive_from_key(hash_key_.data(), hash_key_.size(), hash_subkey, kdf_context, key.data());
}

MintedToken TokenSigner::mint(Instant now) const {
    Claims claims{{}, now + life_};
    randombytes_buf(&claims.participant, sizeof claims.participant);
    return {sign(claims, mac_key_), claims.expires_at};
}

Result<MintedToken, engine::TokenFault> TokenSigner::renew(std::string_view token, Instant now) const {
    auto claims = check_signature(token, mac_key_);
    if (!claims) return failure(engine::TokenFault(claims.error()));
    claims->expires_at = now + life_;
    return MintedToken{sign(*claims, mac_key_), claims->expires_at};
}

Result<engine::Identity, engine::TokenFault> TokenSigner::verify(std::string_view token, Instant now) const {
    const auto claims = check_signature(token, mac_key_);
    if (!claims) return failure(engine::TokenFault(claims.error()));
    if (claims->expires_at <= now) return failure(engine::TokenFault::expired);

    const Payload payload = pack({claims->participant, {}});
    std::array<std::uint8_t, crypto_generichash_BYTES_MIN> hash{};
    static_assert(sizeof hash == sizeof(ParticipantKey));
    crypto_generichash(hash.data(), hash.size(), payload.data(), payload.size(), hash_key_.data(), hash_key_.size());
    return engine::Identity{claims->participant,
                            ParticipantKey{get_big_endian(hash.data()), get_big_endian(hash.data() + 8)}};
}

}  // namespace stimchat::identity
