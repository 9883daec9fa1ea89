#pragma once

#include "server/net/http_message.hpp"
#include "server/net/origin.hpp"

#include <string_view>

/// What routes with HttpRoute::cross_origin tell browsers about pages of other origins (CORS: Fetch standard, 3.2). An
/// origin that OriginPolicy does not allow is told nothing. No cookies: who calls shows a token. Pure.
namespace stimchat::net {

/// For how long a browser need not ask again; Chromium's own bound.
inline constexpr int preflight_max_age_s = 7200;

/// On every answer of such a route, also a refusal.
HttpHeaders cross_origin_headers(const HttpRequest& request, const OriginPolicy& origins);

/// Answers OPTIONS, a browser's question before it sends a page's request. `methods`: those that such pages may use.
/// Goes with cross_origin_headers().
HttpResponse answer_preflight(const HttpRequest& request, const OriginPolicy& origins, std::string_view methods);

/// 403.
HttpResponse origin_refused();

}  // namespace stimchat::net
