#pragma once

#include "server/config/config.hpp"

namespace stimchat::app {

/// Serves until SIGTERM or SIGINT. Prints "StimChat is ready at http://HOST:PORT" on standard output once it listens.
/// Exit code: 0 after a clean stop, 1 if it cannot start (why: on standard error).
int serve(const config::Config& config);

/// `stimchat-server admin add NAME`.
int add_moderator(const config::Config& config);

}  // namespace stimchat::app
