#include "server/console/review_routes.hpp"

#include "server/api/json_answer.hpp"
#include "server/api/json_body.hpp"
#include "server/console/ban_terms.hpp"
#include "server/console/case_json.hpp"
#include "server/console/console_access.hpp"
#include "server/console/listing.hpp"

#include <array>
#include <optional>
#include <utility>

namespace stimchat::console {
namespace {

using api::answer;
using api::FieldRule;
namespace problems = api::problems;
using storage::ReportCase;
using storage::Store;
using storage::StoreResult;

constexpr std::array rules{
    FieldRule{"action", true, 16},
    FieldRule{"duration", false, 16},
};

std::optional<ReportId> report_in(const net::HttpRequest& request) {
    return parse_id<ReportId>(request.params.at("id"));
}

void show_case(ConsoleContext& console, const net::HttpRequest& request, const SignedIn& who, net::Responder respond) {
    const auto report = report_in(request);
    if (!report) return respond(answer(problems::report_unknown));
    console.api.store.submit<ReportCase>([report = *report, reader = who.session.moderator, now = console.api.now()](
                                             Store& store) { return store.open_case(report, reader, now); },
                                         [respond = std::move(respond)](const StoreResult<ReportCase>& found) {
                                             respond(found ? api::json_answer(200, to_json(*found))
                                                           : answer_to(found.error(), problems::report_unknown));
                                         });
}

/// What a moderator decided: no length means dismissed.
struct Decision {
    std::optional<BanLength> ban;
};

Result<Decision, net::HttpResponse> read_decision(const net::HttpRequest& request) {
    auto fields = api::read_text_fields(request, rules);
    if (!fields) return failure(std::move(fields.error()));
    const std::string& action = fields->at("action");
    const auto duration = fields->find("duration");
    const bool has_duration = duration != fields->end();
    if (action == "dismiss" && !has_duration) return Decision{};
    if (action == "dismiss")
        return failure(answer(problems::fields_invalid, "The field \"duration\" goes with \"ban\" only."));
    if (action != "ban")
        return failure(answer(problems::fields_invalid, "The field \"action\" must be dismiss or ban."));
    const auto length = has_duration ? parse_ban_length(duration->second) : std::nullopt;
    if (length) return Decision{length};
    return failure(
        answer(problems::fields_invalid, "The field \"duration\" must be one of 15m, 24h, 7d, 30d and permanent."));
}

void dismiss(ConsoleContext& console, ReportId report, const SignedIn& who, net::Responder respond) {
    const storage::Dismissal dismissal{report, who.session.moderator, console.api.now()};
    console.api.store.submit<void>(
        [dismissal](Store& store) { return store.dismiss(dismissal); },
        [report, respond = std::move(respond)](const StoreResult<void>& done) {
            if (!done) return respond(answer_to(done.error(), problems::report_unknown));
            respond(api::json_answer(200, {{"report_id", api::id_text(report)}, {"status", "dismissed"}}));
        });
}

// Whom the ban is for, and why, comes from the stored report, never from the request.
StoreResult<engine::Ban> impose(Store& store, ReportId report, storage::ModeratorId by, BanLength length, BanId id,
                                Instant now) {
    const auto found = store.open_case(report, by, now);
    if (!found) return failure(found.error());
    const engine::Ban ban = ban_for(found->report.reported, found->report.reason, length, id, now);
    const auto stored = store.ban({report, by, ban});
    if (!stored) return failure(stored.error());
    return ban;
}

void ban(ConsoleContext& console, ReportId report, BanLength length, const SignedIn& who, net::Responder respond) {
    console.api.store.submit<engine::Ban>(
        [report, length, by = who.session.moderator, id = random_id<BanId>(console.api.random),
         now = console.api.now()](Store& store) { return impose(store, report, by, length, id, now); },
        [&console, report, respond = std::move(respond)](const StoreResult<engine::Ban>& imposed) {
            if (!imposed) return respond(answer_to(imposed.error(), problems::report_unknown));
            console.api.bans.imposed(*imposed);
            respond(api::json_answer(200, {{"report_id", api::id_text(report)},
                                           {"status", "banned"},
                                           {"ban_id", api::id_text(imposed->id)},
                                           {"until", api::time_or_null(imposed->until)}}));
        });
}

void decide(ConsoleContext& console, const net::HttpRequest& request, const SignedIn& who, net::Responder respond) {
    const auto report = report_in(request);
    if (!report) return respond(answer(problems::report_unknown));
    auto decision = read_decision(request);
    if (!decision) return respond(std::move(decision.error()));
    if (decision->ban) return ban(console, *report, *decision->ban, who, std::move(respond));
    dismiss(console, *report, who, std::move(respond));
}

}  // namespace

std::vector<net::HttpRoute> review_routes(ConsoleContext& console) {
    return {
        {net::Method::get, "/api/v1/admin/reports",
         listing<storage::ReportSummary>(
             console, "reports", [](Store& store, std::uint32_t limit, Instant) { return store.open_reports(limit); })},
        {net::Method::get, "/api/v1/admin/reports/:id",
         for_reading(console,
                     [&console](const net::HttpRequest& request, const SignedIn& who, net::Responder respond) {
                         show_case(console, request, who, std::move(respond));
                     })},
        {net::Method::post, "/api/v1/admin/reports/:id/decision",
         for_changing(console,
                      [&console](const net::HttpRequest& request, const SignedIn& who, net::Responder respond) {
                          decide(console, request, who, std::move(respond));
                      })},
    };
}

}  // namespace stimchat::console
