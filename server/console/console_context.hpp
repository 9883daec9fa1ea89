#pragma once

#include "server/console/console.hpp"
#include "server/console/idle_times.hpp"
#include "server/console/password_worker.hpp"
#include "server/console/session_secret.hpp"
#include "server/console/sign_in_throttle.hpp"

namespace stimchat::console {

/// What the console's handlers share. On the reactor's thread; outlives every handler.
struct ConsoleContext {
    explicit ConsoleContext(const ConsoleApi& console_api)
        : api(console_api), hashes(console_api.server_key), passwords(console_api.post) {}

    ConsoleApi api;
    SecretHashes hashes;
    SignInThrottle throttle;
    IdleTimes idle_times;
    PasswordWorker passwords;
};

}  // namespace stimchat::console
