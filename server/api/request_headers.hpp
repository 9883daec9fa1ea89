#pragma once

#include "server/net/http_message.hpp"
#include "server/net/origin.hpp"

#include <optional>
#include <string_view>

namespace stimchat::api {

/// The token of `Authorization: Bearer <token>` (RFC 6750; the scheme's case does not matter). Empty view: there is a
/// header, but it is no such token. Lives as long as the request.
std::optional<std::string_view> bearer_token(const net::HttpRequest& request);

/// A header's value, or empty. `name` in lower case.
std::string_view header_of(const net::HttpRequest& request, std::string_view name);

/// Pages of other sites may not call us, whatever the browser would let them do.
bool is_allowed_origin(const net::OriginPolicy& origins, const net::HttpRequest& request);

}  // namespace stimchat::api
