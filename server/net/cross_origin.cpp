#include "server/net/cross_origin.hpp"

#include <string>

namespace stimchat::net {
namespace {

std::string_view header(const HttpRequest& request, std::string_view name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string_view() : std::string_view(found->second);
}

bool is_allowed(const HttpRequest& request, const OriginPolicy& origins) {
    return origins.allows(header(request, "origin"), header(request, "host"));
}

}  // namespace

HttpHeaders cross_origin_headers(const HttpRequest& request, const OriginPolicy& origins) {
    HttpHeaders headers{{"Vary", "Origin"}};
    const std::string_view origin = header(request, "origin");
    if (origin.empty() || !is_allowed(request, origins)) return headers;
    headers.emplace_back("Access-Control-Allow-Origin", origin);
    headers.emplace_back("Access-Control-Expose-Headers", "Retry-After");
    return headers;
}

HttpResponse answer_preflight(const HttpRequest& request, const OriginPolicy& origins, std::string_view methods) {
    if (!is_allowed(request, origins)) return origin_refused();
    HttpResponse response{.status = 204, .content_type = "", .body = "", .headers = {}};
    response.headers.emplace_back("Allow", std::string(methods) + ", OPTIONS");
    if (header(request, "origin").empty()) return response;
    response.headers.emplace_back("Access-Control-Allow-Methods", methods);
    response.headers.emplace_back("Access-Control-Allow-Headers", "authorization, content-type");
    response.headers.emplace_back("Access-Control-Max-Age", std::to_string(preflight_max_age_s));
    return response;
}

HttpResponse origin_refused() {
    return problem(403, "/problems/origin-refused", "This website may not call StimChat",
                   "The page's origin is not one that this server allows. The operator can add it (--origin).");
}

}  // namespace stimchat::net
