#pragma once

#include "server/api/public_routes.hpp"

namespace stimchat::api {

/// POST /api/v1/report.
net::HttpRoute report_route(const PublicApi& api);

}  // namespace stimchat::api
