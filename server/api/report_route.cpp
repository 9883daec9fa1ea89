#include "server/api/report_route.hpp"

#include "server/api/json_answer.hpp"
#include "server/api/json_body.hpp"
#include "server/api/problem_kinds.hpp"
#include "server/api/request_headers.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/validation/text.hpp"

#include <array>
#include <string>
#include <utility>

namespace stimchat::api {
namespace {

constexpr int busy_retry_s = 5;
// So that a report is stored within seconds of the database's return; refusing one in between costs next to nothing.
constexpr int database_retry_s = 3;
constexpr std::size_t utf8_bytes_per_code_point_max = 4;

constexpr std::array rules{
    FieldRule{"conversation_id", true, uuid_text_bytes},
    FieldRule{"reason", true, 32},
    FieldRule{"note", false, limits::report_note_code_points_max* utf8_bytes_per_code_point_max},
};

struct ReportRequest {
    ConversationId conversation;
    engine::ReportReason reason{};
    std::string note;
};

Result<engine::Identity, net::HttpResponse> identify(const PublicApi& api, const net::HttpRequest& request) {
    const auto token = bearer_token(request);
    if (!token) return failure(answer(problems::token_missing));
    const auto identity = api.tokens.verify(*token, api.now());
    if (identity) return *identity;
    const bool expired = identity.error() == engine::TokenFault::expired;
    return failure(answer(expired ? problems::token_expired : problems::token_invalid));
}

std::string sentence_about_note(protocol::NackCode fault) {
    if (fault == protocol::NackCode::text_too_long)
        return "The field \"note\" is too long: at most " + std::to_string(limits::report_note_code_points_max) +
               " characters are possible.";
    return "The field \"note\" has control characters in it, which are not possible.";
}

Result<ReportRequest, net::HttpResponse> read_report(const net::HttpRequest& request) {
    auto fields = read_text_fields(request, rules);
    if (!fields) return failure(std::move(fields.error()));

    const auto conversation = parse_id<ConversationId>(fields->at("conversation_id"));
    if (!conversation)
        return failure(answer(problems::fields_invalid, "The field \"conversation_id\" must be a UUID."));
    const auto reason = session::parse_report_reason(fields->at("reason"));
    if (!reason)
        return failure(answer(problems::fields_invalid,
                              "The field \"reason\" must be one of child_safety, violence, sexual, "
                              "harassment_or_hate, spam_or_scam, self_harm and other."));
    ReportRequest report{*conversation, *reason, {}};
    if (const auto note = fields->find("note"); note != fields->end()) report.note = std::move(note->second);
    if (const auto fault = validation::check_report_note(report.note).fault)
        return failure(answer(problems::fields_invalid, sentence_about_note(*fault)));
    return report;
}

net::HttpResponse outcome(const Result<ReportId, ReportFault>& stored) {
    if (stored)
        return json_answer(201, {{"report_id", id_text(*stored)},
                                 {"message", "Thank you for your report. The user has been flagged for review."}});
    switch (stored.error()) {
        case ReportFault::conversation_unknown:
            return answer(problems::conversation_unknown);
        case ReportFault::busy:
            return answer_retry_after(problems::busy, busy_retry_s);
        case ReportFault::database_unavailable:
            return answer_retry_after(problems::database_unavailable, database_retry_s);
    }
    return answer(problems::internal);
}

void take_report(const PublicApi& api, const net::HttpRequest& request, net::Responder respond) {
    if (!is_allowed_origin(api.origins, request)) return respond(answer(problems::origin_refused));
    const auto reporter = identify(api, request);
    if (!reporter) return respond(reporter.error());
    auto report = read_report(request);
    if (!report) return respond(std::move(report.error()));
    api.reports.submit(
        *reporter, report->conversation, report->reason, std::move(report->note),
        [respond = std::move(respond)](const Result<ReportId, ReportFault>& stored) { respond(outcome(stored)); });
}

}  // namespace

net::HttpRoute report_route(const PublicApi& api) {
    return {net::Method::post, "/api/v1/report",
            [api](const net::HttpRequest& request, net::Responder respond) {
                take_report(api, request, std::move(respond));
            },
            /*cross_origin=*/true};
}

}  // namespace stimchat::api
