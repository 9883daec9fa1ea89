#include "server/api/public_routes.hpp"

#include "server/api/json_answer.hpp"
#include "server/api/problem_kinds.hpp"
#include "server/api/report_route.hpp"
#include "server/api/request_headers.hpp"

namespace stimchat::api {
namespace {

net::HttpResponse granted(const identity::MintedToken& minted) {
    return json_answer(201, {{"token", minted.token}, {"expires_at", time_text(minted.expires_at)}});
}

net::HttpResponse grant_identity(const PublicApi& api, const net::HttpRequest& request) {
    if (!is_allowed_origin(api.origins, request)) return answer(problems::origin_refused);
    if (const auto wait_s = api.newcomers_wait_s()) return answer_retry_after(problems::not_ready, *wait_s);
    const auto old_token = bearer_token(request);
    if (!old_token) return granted(api.tokens.mint(api.now()));
    const auto renewed = api.tokens.renew(*old_token, api.now());
    return renewed ? granted(*renewed) : answer(problems::token_invalid);
}

}  // namespace

std::vector<net::HttpRoute> public_routes(const PublicApi& api) {
    return {
        {net::Method::post, "/api/v1/identity",
         [api](const net::HttpRequest& request, const net::Responder& respond) {
             respond(grant_identity(api, request));
         },
         /*cross_origin=*/true},
        report_route(api),
        problem_pages(),
    };
}

}  // namespace stimchat::api
