#pragma once

#include "server/api/desks.hpp"
#include "server/identity/token_signer.hpp"
#include "server/net/http_message.hpp"
#include "server/net/origin.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace stimchat::api {

/// What the public routes need; all of it outlives them.
struct PublicApi {
    const identity::TokenSigner& tokens;
    ReportDesk& reports;
    const net::OriginPolicy& origins;
    std::function<Instant()> now;
    /// Seconds to wait for somebody who is new here, if the server is about to stop.
    std::function<std::optional<int>()> newcomers_wait_s = [] { return std::optional<int>(); };
};

/// POST /api/v1/identity, POST /api/v1/report and GET /problems/:kind. (GET /api/openapi.json is a static file.)
/// Answers from the reactor's thread.
std::vector<net::HttpRoute> public_routes(const PublicApi& api);

}  // namespace stimchat::api
