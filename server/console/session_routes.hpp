#pragma once

#include "server/console/console_context.hpp"

#include <vector>

namespace stimchat::console {

inline constexpr Duration session_life = hours(12);

/// POST, GET and DELETE /api/v1/admin/session: sign in, who am I, sign out.
std::vector<net::HttpRoute> session_routes(ConsoleContext& console);

}  // namespace stimchat::console
