#include "server/console/console_access.hpp"

#include "server/api/request_headers.hpp"
#include "server/console/cookies.hpp"

#include <utility>

namespace stimchat::console {
namespace {

using api::answer;
namespace problems = api::problems;
using storage::ConsoleSession;
using storage::Store;
using storage::StoreFault;
using storage::StoreResult;

constexpr int database_retry_s = 5;

bool shows_csrf_token(const ConsoleContext& console, const net::HttpRequest& request, const SessionSecret& secret) {
    const auto header = request.headers.find("x-csrf-token");
    return header != request.headers.end() && console.hashes.is_csrf_token(secret, header->second);
}

// An idle session ends in the database too: after a restart nobody would know that it had been idle.
void end_idle_session(ConsoleContext& console, SessionKey key, net::Responder respond) {
    console.api.store.submit<void>(
        [key, now = console.api.now()](Store& store) { return store.close_session(key, now); },
        [respond = std::move(respond)](const StoreResult<void>&) {
            respond(answer(problems::not_signed_in,
                           "This session was not used for an hour and has ended. Sign in again; nothing was changed."));
        });
}

void with_session(ConsoleContext& console, const net::HttpRequest& request, const ModeratorHandler& handler,
                  net::Responder respond) {
    const auto secret = secret_in(request);
    if (!secret) return respond(answer(problems::not_signed_in));
    const SessionKey key = console.hashes.session_key(*secret);
    const Instant now = console.api.now();
    console.api.store.submit<ConsoleSession>(
        [key, now](Store& store) { return store.find_session(key, now); },
        [&console, key, now, secret = *secret, request, handler,
         respond = std::move(respond)](const StoreResult<ConsoleSession>& found) mutable {
            if (!found) return respond(answer_to(found.error(), problems::not_signed_in));
            if (!console.idle_times.touch(key, now)) return end_idle_session(console, key, std::move(respond));
            handler(request, SignedIn{*found, secret}, std::move(respond));
        });
}

}  // namespace

std::optional<SessionSecret> secret_in(const net::HttpRequest& request) {
    const auto header = request.headers.find("cookie");
    if (header == request.headers.end()) return std::nullopt;
    const auto value = find_cookie(header->second, session_cookie);
    return value ? parse_secret(*value) : std::nullopt;
}

net::HttpHandler for_reading(ConsoleContext& console, ModeratorHandler handler) {
    return [&console, handler = std::move(handler)](const net::HttpRequest& request, net::Responder respond) {
        if (!api::is_allowed_origin(console.api.origins, request)) return respond(answer(problems::origin_refused));
        with_session(console, request, handler, std::move(respond));
    };
}

net::HttpHandler for_changing(ConsoleContext& console, ModeratorHandler handler) {
    return [&console, handler = std::move(handler)](const net::HttpRequest& request, net::Responder respond) {
        if (!api::is_allowed_origin(console.api.origins, request)) return respond(answer(problems::origin_refused));
        const auto secret = secret_in(request);
        if (!secret) return respond(answer(problems::not_signed_in));
        if (!shows_csrf_token(console, request, *secret)) return respond(answer(problems::csrf_refused));
        with_session(console, request, handler, std::move(respond));
    };
}

net::HttpResponse answer_to(const StoreFault& fault, const api::ProblemKind& not_found) {
    switch (fault.kind) {
        case StoreFault::Kind::unavailable:
            return answer_retry_after(problems::database_unavailable, database_retry_s);
        case StoreFault::Kind::not_found:
            return answer(not_found);
        case StoreFault::Kind::conflict:
            return answer(problems::already_decided);
    }
    return answer(problems::internal);
}

}  // namespace stimchat::console
