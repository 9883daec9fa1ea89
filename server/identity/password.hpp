#pragma once

#include "shared/core/result.hpp"

#include <string>
#include <string_view>

namespace stimchat::identity {

inline constexpr std::size_t password_bytes_min = 12;
inline constexpr std::size_t password_bytes_max = 256;

/// argon2id with libsodium's INTERACTIVE limits, in libsodium's own string form. Takes tens of milliseconds and 64 MiB:
/// call it on a worker thread. Fails with a sentence if the password is too short or too long.
Result<std::string, std::string> hash_password(std::string_view password);
bool verify_password(std::string_view hash, std::string_view password);

}  // namespace stimchat::identity
