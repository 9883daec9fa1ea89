#pragma once

#include "server/api/problem_kinds.hpp"
#include "server/console/console_context.hpp"

#include <functional>
#include <optional>

namespace stimchat::console {

/// The moderator behind a request that was let in.
struct SignedIn {
    storage::ConsoleSession session;
    SessionSecret secret;
};

using ModeratorHandler = std::function<void(const net::HttpRequest&, const SignedIn&, net::Responder)>;

/// The session secret in the request's cookie, if there is exactly one and it has the form of one.
std::optional<SessionSecret> secret_in(const net::HttpRequest& request);

/// Lets a request through to `handler` only with the cookie of a live session; for calls that change nothing.
net::HttpHandler for_reading(ConsoleContext& console, ModeratorHandler handler);
/// The same, and only with the session's CSRF token in X-CSRF-Token and no foreign Origin. SameSite=Strict already
/// keeps the cookie from other sites' requests; this holds where a browser or a sibling subdomain does not.
net::HttpHandler for_changing(ConsoleContext& console, ModeratorHandler handler);

/// What a store's fault is to the caller.
net::HttpResponse answer_to(const storage::StoreFault& fault, const api::ProblemKind& not_found);

}  // namespace stimchat::console
