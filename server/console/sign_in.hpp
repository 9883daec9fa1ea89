#pragma once

#include "server/console/console_context.hpp"

namespace stimchat::console {

/// POST /api/v1/admin/session. A name that nobody has is answered like a wrong password, in as much time.
void sign_in(ConsoleContext& console, const net::HttpRequest& request, net::Responder respond);

/// What the page is told about its session, in the answers to sign-in and "who am I".
net::HttpResponse describe_session(const ConsoleContext& console, int status, const storage::ConsoleSession& session,
                                   const SessionSecret& secret);

}  // namespace stimchat::console
