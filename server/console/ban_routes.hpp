#pragma once

#include "server/console/console_context.hpp"

#include <vector>

namespace stimchat::console {

/// GET /api/v1/admin/bans, DELETE /api/v1/admin/bans/:id, GET /api/v1/admin/audit.
std::vector<net::HttpRoute> ban_routes(ConsoleContext& console);

}  // namespace stimchat::console
