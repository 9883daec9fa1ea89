#pragma once

#include "server/net/http_message.hpp"

#include <span>
#include <string_view>

/// Every kind of fault the API answers with. A problem's `type` is "/problems/<name>", where a person finds what it
/// means; a program may compare it. The list is part of the API: names are never changed.
namespace stimchat::api {

struct ProblemKind {
    std::string_view name;
    int status = 0;
    std::string_view title;
    std::string_view meaning;  ///< for whoever opens the `type` in a browser: what happened and what to do
};

namespace problems {
extern const ProblemKind bad_request, not_found, method_not_allowed, body_too_large, target_too_long, headers_too_large,
    not_ready, internal;
extern const ProblemKind json_malformed, content_type_unsupported, fields_invalid, origin_refused;
extern const ProblemKind token_missing, token_invalid, token_expired;
extern const ProblemKind conversation_unknown, busy, database_unavailable;
extern const ProblemKind not_signed_in, sign_in_refused, sign_in_throttled, csrf_refused;
extern const ProblemKind session_unknown;
extern const ProblemKind report_unknown, ban_unknown, already_decided;
}  // namespace problems

std::span<const ProblemKind* const> all_problem_kinds();

/// `detail`: what was wrong this time, and what to do; the kind's meaning where left out.
net::HttpResponse answer(const ProblemKind& kind, std::string_view detail = {});
net::HttpResponse answer_retry_after(const ProblemKind& kind, int retry_after_s, std::string_view detail = {});

/// GET /problems/:kind, a short page for a person.
net::HttpRoute problem_pages();

}  // namespace stimchat::api
