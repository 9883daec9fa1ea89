#pragma once

#include "server/console/console_context.hpp"

#include <vector>

namespace stimchat::console {

/// GET /api/v1/admin/reports, GET .../reports/:id, POST .../reports/:id/decision.
std::vector<net::HttpRoute> review_routes(ConsoleContext& console);

}  // namespace stimchat::console
