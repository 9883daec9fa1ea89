#include "server/console/ban_routes.hpp"

#include "server/api/json_answer.hpp"
#include "server/console/case_json.hpp"
#include "server/console/console_access.hpp"
#include "server/console/listing.hpp"

#include <utility>

namespace stimchat::console {
namespace {

namespace problems = api::problems;
using storage::Store;
using storage::StoreResult;

// The chats know the ban of a participant that ends last. It goes first, since a shorter one does not replace it.
void carry_into_chats(api::BanDesk& bans, const storage::LiftedBan& lifted) {
    bans.lifted(lifted.participant);
    if (lifted.remaining) bans.imposed(*lifted.remaining);
}

void lift(ConsoleContext& console, const net::HttpRequest& request, const SignedIn& who, net::Responder respond) {
    const auto ban = parse_id<BanId>(request.params.at("id"));
    if (!ban) return respond(api::answer(problems::ban_unknown));
    console.api.store.submit<storage::LiftedBan>(
        [ban = *ban, by = who.session.moderator, now = console.api.now()](Store& store) {
            return store.lift_ban(ban, by, now);
        },
        [&console, ban = *ban, respond = std::move(respond)](const StoreResult<storage::LiftedBan>& lifted) {
            if (!lifted && lifted.error().kind == storage::StoreFault::Kind::conflict)
                return respond(api::answer(problems::ban_unknown));
            if (!lifted) return respond(answer_to(lifted.error(), problems::ban_unknown));
            carry_into_chats(console.api.bans, *lifted);
            respond(api::json_answer(200, {{"ban_id", api::id_text(ban)}, {"status", "lifted"}}));
        });
}

}  // namespace

std::vector<net::HttpRoute> ban_routes(ConsoleContext& console) {
    return {
        {net::Method::get, "/api/v1/admin/bans",
         listing<storage::BanRow>(
             console, "bans",
             [](Store& store, std::uint32_t limit, Instant now) { return store.active_bans(now, limit); })},
        {net::Method::del, "/api/v1/admin/bans/:id",
         for_changing(console,
                      [&console](const net::HttpRequest& request, const SignedIn& who, net::Responder respond) {
                          lift(console, request, who, std::move(respond));
                      })},
        {net::Method::get, "/api/v1/admin/audit",
         listing<storage::AuditEntry>(
             console, "entries", [](Store& store, std::uint32_t limit, Instant) { return store.audit_log(limit); })},
    };
}

}  // namespace stimchat::console
