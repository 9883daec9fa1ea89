#include "server/api/problem_kinds.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace stimchat::api {
namespace problems {

// --- any route
const ProblemKind bad_request{
    "bad-request", 400, "The request cannot be read",
    "The request is not valid HTTP, or not valid where it was sent; the detail says which part."};
const ProblemKind not_found{"not-found", 404, "There is nothing here", "The address names nothing that StimChat has."};
const ProblemKind method_not_allowed{"method-not-allowed", 405, "This method is not possible here",
                                     "The address exists, but not for this method. The Allow header lists which."};
const ProblemKind body_too_large{"body-too-large", 413, "The body is too large",
                                 "The body is longer than any request needs to be."};
const ProblemKind target_too_long{"target-too-long", 414, "The address is too long",
                                  "Path and query together are longer than any request needs to be."};
const ProblemKind headers_too_large{"headers-too-large", 431, "The header fields are too many or too long",
                                    "Send fewer or shorter header fields; clearing this site's cookies may help."};
const ProblemKind upgrade_required{"upgrade-required", 426, "This address speaks WebSocket",
                                   "Open it as a WebSocket (RFC 6455), version 13, subprotocol stimchat.v1."};
const ProblemKind not_ready{"not-ready", 503, "The server is not ready",
                            "It is starting or about to stop. Try again after the number of seconds in Retry-After."};
const ProblemKind internal{"internal", 500, "Something went wrong on the server",
                           "The fault is the server's. Trying again later may work."};
const ProblemKind json_malformed{"json-malformed", 400, "The body is not a JSON object",
                                 "Send one JSON object (RFC 8259) in UTF-8 and nothing after it."};
const ProblemKind content_type_unsupported{"content-type-unsupported", 415, "The body must be JSON",
                                           "Send the header Content-Type: application/json."};
const ProblemKind fields_invalid{"fields-invalid", 422, "A field is wrong",
                                 "The detail names the field and what it may be. Nothing was changed."};
const ProblemKind origin_refused{
    "origin-refused", 403, "This website may not call StimChat",
    "The page's origin is not in the server's list of allowed origins. The operator can add it."};

// --- participants
const ProblemKind token_missing{"token-missing", 401, "A token is needed",
                                "Get one from POST /api/v1/identity and send it as Authorization: Bearer <token>."};
const ProblemKind token_invalid{
    "token-invalid", 401, "The token is not valid",
    "It was not issued by this server. Ask POST /api/v1/identity for a new one, without an Authorization header."};
const ProblemKind token_expired{"token-expired", 401, "The token has expired",
                                "Renew it: send it to POST /api/v1/identity as Authorization: Bearer <token>."};
const ProblemKind conversation_unknown{
    "conversation-unknown", 404, "This chat can no longer be reported",
    "It is not one of this participant's chats, or the time in which it could be reported is over."};
const ProblemKind busy{"busy", 503, "The server is busy",
                       "Send the same request again after the number of seconds in Retry-After."};
const ProblemKind database_unavailable{
    "database-unavailable", 503, "The database cannot be reached",
    "Nothing was changed. Send the same request again after the number of seconds in Retry-After."};

// --- tests
const ProblemKind session_unknown{"session-unknown", 404, "There is no such session with a connection",
                                  "It is over, its connection is lost, or the id is not that of a session's WELCOME."};

// --- moderators
const ProblemKind not_signed_in{"not-signed-in", 401, "Not signed in",
                                "There is no session, or it is over. Sign in again; nothing was changed."};
const ProblemKind sign_in_refused{"sign-in-refused", 401, "Name or password is wrong",
                                  "The name and the password do not belong together. Check both and try again."};
const ProblemKind sign_in_throttled{
    "sign-in-throttled", 429, "Too many attempts to sign in",
    "Wait for the number of seconds in Retry-After, then try again. The wait doubles with each wrong password."};
const ProblemKind csrf_refused{"csrf-refused", 403, "The request could not be shown to come from the console",
                               "Send the session's csrf_token as X-CSRF-Token. Reloading the console gets a new one."};
const ProblemKind report_unknown{"report-unknown", 404, "There is no such report",
                                 "It may have been deleted, or the id is not that of a report."};
const ProblemKind ban_unknown{"ban-unknown", 404, "There is no such active ban",
                              "It has been lifted, it is over, or the id is not that of a ban."};
const ProblemKind already_decided{"already-decided", 409, "This report has been decided already",
                                  "The first decision stands. Reload the queue to go on."};

}  // namespace problems

std::span<const ProblemKind* const> all_problem_kinds() {
    using namespace problems;
    static const std::array kinds{
        &bad_request,
        &not_found,
        &method_not_allowed,
        &body_too_large,
        &internal,
        &target_too_long,
        &headers_too_large,
        &upgrade_required,
        &not_ready,
        &json_malformed,
        &token_missing,
        &content_type_unsupported,
        &fields_invalid,
        &origin_refused,
        &token_invalid,
        &token_expired,
        &conversation_unknown,
        &busy,
        &database_unavailable,
        &session_unknown,
        &not_signed_in,
        &csrf_refused,
        &sign_in_refused,
        &report_unknown,
        &sign_in_throttled,
        &already_decided,
        &ban_unknown,
    };
    return kinds;
}

namespace {

std::string type_of(const ProblemKind& kind) {
    return "/problems/" + std::string(kind.name);
}

std::string_view detail_or_meaning(const ProblemKind& kind, std::string_view detail) {
    return detail.empty() ? kind.meaning : detail;
}

// RFC 9110 section 11.6.1 asks for a challenge in every 401. The console's is none that a browser would answer with a
// dialog of its own.
net::HttpResponse finished(const ProblemKind& kind, net::HttpResponse response) {
    if (kind.status != 401) return response;
    const bool of_participant = kind.name.starts_with("token-");
    response.headers.emplace_back("WWW-Authenticate",
                                  of_participant ? "Bearer realm=\"stimchat\"" : "Session realm=\"stimchat-console\"");
    return response;
}

std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : text) {
        if (c == '<') {
            html += "&lt;";
        } else if (c == '>') {
            html += "&gt;";
        } else if (c == '&') {
            html += "&amp;";
        } else {
            html += c;
        }
    }
    return html;
}

std::string page_of(const ProblemKind& kind) {
    std::string html = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n";
    html += "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" + escaped(kind.title) + "</title>\n";
    html += "<h1>" + escaped(kind.title) + "</h1>\n<p>" + escaped(kind.meaning) + "</p>\n";
    html +=
        "<p>HTTP status " + std::to_string(kind.status) + ", type <code>" + type_of(kind) + "</code></p>\n</html>\n";
    return html;
}

}  // namespace

net::HttpResponse answer(const ProblemKind& kind, std::string_view detail) {
    return finished(kind, net::problem(kind.status, type_of(kind), kind.title, detail_or_meaning(kind, detail)));
}

net::HttpResponse answer_retry_after(const ProblemKind& kind, int retry_after_s, std::string_view detail) {
    return finished(kind, net::problem_retry_after(kind.status, type_of(kind), kind.title,
                                                   detail_or_meaning(kind, detail), retry_after_s));
}

net::HttpRoute problem_pages() {
    return {net::Method::get, "/problems/:kind", [](const net::HttpRequest& request, const net::Responder& respond) {
                const auto& name = request.params.at("kind");
                const auto kinds = all_problem_kinds();
                const auto found = std::find_if(kinds.begin(), kinds.end(),
                                                [&](const ProblemKind* kind) { return kind->name == name; });
                if (found == kinds.end()) return respond(answer(problems::not_found));
                respond({200, "text/html; charset=utf-8", page_of(**found), {}});
            }};
}

}  // namespace stimchat::api
