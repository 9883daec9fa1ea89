#include "server/console/session_secret.hpp"

#include <cstring>

#include <sodium.h>

namespace stimchat::console {
namespace {

constexpr char kdf_context[crypto_kdf_CONTEXTBYTES + 1] = "console1";
constexpr std::uint64_t session_subkey = 1;
constexpr std::uint64_t csrf_subkey = 2;
constexpr std::size_t text_bytes = 43;

std::array<std::uint8_t, 32> derive(const identity::ServerKey& server_key, std::uint64_t subkey) {
    static_assert(std::tuple_size_v<identity::ServerKey> == crypto_kdf_KEYBYTES);
    std::array<std::uint8_t, 32> key{};
    crypto_kdf_derive_from_key(key.data(), key.size(), subkey, kdf_context, server_key.data());
    return key;
}

template <std::size_t Size>
std::array<std::uint8_t, Size> keyed_hash(const std::array<std::uint8_t, 32>& key, const SessionSecret& secret) {
    std::array<std::uint8_t, Size> hash{};
    crypto_generichash(hash.data(), hash.size(), secret.data(), secret.size(), key.data(), key.size());
    return hash;
}

std::string base64url(const std::array<std::uint8_t, 32>& bytes) {
    std::array<char, sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text{};
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return std::string(text.data());
}

}  // namespace

SessionSecret make_secret(RandomSource& random) {
    SessionSecret secret{};
    for (std::size_t at = 0; at < secret.size(); at += sizeof(std::uint64_t)) {
        const std::uint64_t word = random.next();
        std::memcpy(secret.data() + at, &word, sizeof(word));
    }
    return secret;
}

std::string to_text(const SessionSecret& secret) {
    return base64url(secret);
}

std::optional<SessionSecret> parse_secret(std::string_view text) {
    SessionSecret secret{};
    std::size_t size = 0;
    if (text.size() != text_bytes) return std::nullopt;
    if (sodium_base642bin(secret.data(), secret.size(), text.data(), text.size(), nullptr, &size, nullptr,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        size != secret.size())
        return std::nullopt;
    return secret;
}

SecretHashes::SecretHashes(const identity::ServerKey& server_key)
    : session_hash_key_(derive(server_key, session_subkey)), csrf_hash_key_(derive(server_key, csrf_subkey)) {}

SessionKey SecretHashes::session_key(const SessionSecret& secret) const {
    const auto hash = keyed_hash<16>(session_hash_key_, secret);
    SessionKey key;
    std::memcpy(&key.high, hash.data(), 8);
    std::memcpy(&key.low, hash.data() + 8, 8);
    return key;
}

std::string SecretHashes::csrf_token(const SessionSecret& secret) const {
    return base64url(keyed_hash<32>(csrf_hash_key_, secret));
}

bool SecretHashes::is_csrf_token(const SessionSecret& secret, std::string_view token) const {
    const std::string expected = csrf_token(secret);
    return token.size() == expected.size() && sodium_memcmp(token.data(), expected.data(), expected.size()) == 0;
}

}  // namespace stimchat::console
