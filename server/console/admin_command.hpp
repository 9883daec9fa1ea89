#pragma once

#include "server/storage/store.hpp"
#include "shared/core/random.hpp"

#include <string_view>

namespace stimchat::console {

/// Exit codes of `stimchat-server admin ...`.
inline constexpr int exit_done = 0;
inline constexpr int exit_refused = 1;  ///< a wrong name or password, a name that is taken, no database
inline constexpr int exit_interrupted = 130;

/// `stimchat-server admin add NAME`: asks twice for the password on the terminal without showing it, or takes the first
/// line of standard input where that is not a terminal; stores the moderator with its argon2id hash; says on standard
/// output what was done, or on standard error why not. Blocks.
/// `name`: 2 to 32 of a-z, 0-9, '.', '_' and '-', beginning with a letter.
int run_admin_add(storage::Store& store, std::string_view name, RandomSource& random, Instant now);

}  // namespace stimchat::console
