#include "server/console/session_routes.hpp"

#include "server/console/console_access.hpp"
#include "server/console/cookies.hpp"
#include "server/console/sign_in.hpp"

#include <utility>

namespace stimchat::console {
namespace {

using storage::Store;
using storage::StoreFault;
using storage::StoreResult;

constexpr auto path = "/api/v1/admin/session";

void sign_out(ConsoleContext& console, const SignedIn& who, net::Responder respond) {
    const SessionKey key = who.session.key;
    console.api.store.submit<void>(
        [key, now = console.api.now()](Store& store) { return store.close_session(key, now); },
        [&console, key, respond = std::move(respond)](const StoreResult<void>& closed) {
            // Gone already is as good; only a database that is away leaves the session open.
            if (!closed && closed.error().kind == StoreFault::Kind::unavailable)
                return respond(answer_to(closed.error(), api::problems::not_signed_in));
            console.idle_times.forget(key);
            respond({204, "", "", {{"Set-Cookie", clear_session_cookie()}}});
        });
}

}  // namespace

std::vector<net::HttpRoute> session_routes(ConsoleContext& console) {
    return {
        {net::Method::post, path,
         [&console](const net::HttpRequest& request, net::Responder respond) {
             sign_in(console, request, std::move(respond));
         }},
        {net::Method::get, path,
         for_reading(console,
                     [&console](const net::HttpRequest&, const SignedIn& who, const net::Responder& respond) {
                         respond(describe_session(console, 200, who.session, who.secret));
                     })},
        {net::Method::del, path,
         for_changing(console, [&console](const net::HttpRequest&, const SignedIn& who,
                                          net::Responder respond) { sign_out(console, who, std::move(respond)); })},
    };
}

}  // namespace stimchat::console
