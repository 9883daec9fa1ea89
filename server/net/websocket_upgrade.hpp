#pragma once

#include "server/net/http_message.hpp"
#include "server/net/origin.hpp"

#include <optional>

namespace stimchat::net {

/// Whether a request may become a WebSocket of ours (RFC 6455, 4.2.1): the upgrade itself, version 13, the subprotocol
/// stimchat.v1 among those offered, an allowed Origin. The problem to answer with, or nothing. Pure.
std::optional<HttpResponse> refuse_upgrade(const HttpRequest& request, const OriginPolicy& origins);

}  // namespace stimchat::net
