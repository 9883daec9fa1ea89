#include "server/identity/password.hpp"

#include <array>

#include <sodium.h>

namespace stimchat::identity {

Result<std::string, std::string> hash_password(std::string_view password) {
    if (password.size() < password_bytes_min)
        return failure("The password is too short: use at least " + std::to_string(password_bytes_min) +
                       " characters.");
    if (password.size() > password_bytes_max)
        return failure("The password is too long: use at most " + std::to_string(password_bytes_max) + " bytes.");
    if (sodium_init() < 0) return failure(std::string("The cryptography library could not be started."));
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return failure(std::string("There is not enough memory to hash the password (64 MiB are needed)."));
    return std::string(hash.data());
}

bool verify_password(std::string_view hash, std::string_view password) {
    // Bounded, so that a long guess costs no more than a short one.
    if (password.size() > password_bytes_max || hash.size() >= crypto_pwhash_STRBYTES || sodium_init() < 0)
        return false;
    std::array<char, crypto_pwhash_STRBYTES> terminated{};
    hash.copy(terminated.data(), hash.size());
    return crypto_pwhash_str_verify(terminated.data(), password.data(), password.size()) == 0;
}

}  // namespace stimchat::identity
