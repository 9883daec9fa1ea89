#include "server/console/sign_in.hpp"

#include "server/api/json_answer.hpp"
#include "server/api/json_body.hpp"
#include "server/api/request_headers.hpp"
#include "server/console/console_access.hpp"
#include "server/console/cookies.hpp"
#include "server/console/moderator_name.hpp"
#include "server/console/session_routes.hpp"
#include "server/identity/password.hpp"

#include <array>
#include <memory>
#include <string>
#include <utility>

namespace stimchat::console {
namespace {

using api::answer;
using api::FieldRule;
namespace problems = api::problems;
using storage::Moderator;
using storage::Store;
using storage::StoreFault;
using storage::StoreResult;

constexpr int busy_retry_s = 2;
constexpr std::array rules{
    FieldRule{"name", true, 128},  // longer than any, so that a wrong one is answered like any other
    FieldRule{"password", true, identity::password_bytes_max},
};

// One attempt on its way: reactor -> storage thread -> password thread -> storage thread -> reactor.
struct Attempt {
    ConsoleContext& console;
    std::string name;
    std::string password;
    std::optional<SessionSecret> old_secret;
    net::Responder respond;
};
using AttemptPtr = std::shared_ptr<Attempt>;

void give_up(const AttemptPtr& attempt, net::HttpResponse why) {
    attempt->console.throttle.withdrawn(attempt->name);
    attempt->respond(std::move(why));
}

// The audit log gets the name only where it is a moderator's: else it may be a password typed into the wrong field.
void refuse(const AttemptPtr& attempt, bool name_known) {
    const Instant now = attempt->console.api.now();
    attempt->console.api.store.submit<void>(
        [now, subject = name_known ? attempt->name : std::string("unknown name")](Store& store) {
            return store.audit({now, "server", "session.refuse", subject, ""});
        },
        [attempt](const StoreResult<void>&) { attempt->respond(answer(problems::sign_in_refused)); });
}

void open_session(const AttemptPtr& attempt, const Moderator& moderator) {
    ConsoleContext& console = attempt->console;
    const SessionSecret secret = make_secret(console.api.random);
    const Instant now = console.api.now();
    const storage::ConsoleSession session{console.hashes.session_key(secret), moderator.id, moderator.name, now,
                                          now + session_life};
    std::optional<SessionKey> old_key;
    if (attempt->old_secret) old_key = console.hashes.session_key(*attempt->old_secret);

    console.api.store.submit<void>(
        [session, old_key, now](Store& store) -> StoreResult<void> {
            if (old_key) {
                auto closed = store.close_session(*old_key, now);
                if (!closed && closed.error().kind == StoreFault::Kind::unavailable) return closed;
            }
            return store.open_session(session);
        },
        [attempt, session, secret, old_key](const StoreResult<void>& opened) {
            ConsoleContext& console = attempt->console;
            if (!opened) return give_up(attempt, answer_to(opened.error(), problems::not_signed_in));
            console.throttle.succeeded(attempt->name);
            if (old_key) console.idle_times.forget(*old_key);
            net::HttpResponse response = describe_session(console, 201, session, secret);
            response.headers.emplace_back("Set-Cookie", set_session_cookie(to_text(secret), session_life));
            attempt->respond(std::move(response));
        });
}

void check_password(const AttemptPtr& attempt, const StoreResult<Moderator>& found) {
    if (!found && found.error().kind != StoreFault::Kind::not_found)
        return give_up(attempt, answer_to(found.error(), problems::not_signed_in));
    std::optional<Moderator> moderator;
    std::optional<std::string> hash;
    if (found) {
        moderator = *found;
        hash = found->password_hash;
    }
    const bool queued = attempt->console.passwords.check(std::move(hash), std::move(attempt->password),
                                                         [attempt, moderator](bool right) {
                                                             if (!right) return refuse(attempt, moderator.has_value());
                                                             open_session(attempt, *moderator);
                                                         });
    if (!queued) give_up(attempt, answer_retry_after(problems::busy, busy_retry_s));
}

}  // namespace

void sign_in(ConsoleContext& console, const net::HttpRequest& request, net::Responder respond) {
    if (!api::is_allowed_origin(console.api.origins, request)) return respond(answer(problems::origin_refused));
    auto fields = api::read_text_fields(request, rules);
    if (!fields) return respond(std::move(fields.error()));
    // What cannot be a name is looked up as none, so that it is answered like any other wrong one.
    std::string name = is_moderator_name(fields->at("name")) ? fields->at("name") : std::string();

    if (const auto wait = console.throttle.attempt(name, console.api.now())) {
        const int wait_s = static_cast<int>((wait->ms + 999) / 1000);
        return respond(answer_retry_after(problems::sign_in_throttled, wait_s));
    }
    const auto attempt = std::make_shared<Attempt>(
        Attempt{console, std::move(name), std::move(fields->at("password")), secret_in(request), std::move(respond)});
    console.api.store.submit<Moderator>(
        [name = attempt->name](Store& store) { return store.find_moderator(name); },
        [attempt](const StoreResult<Moderator>& found) { check_password(attempt, found); });
}

net::HttpResponse describe_session(const ConsoleContext& console, int status, const storage::ConsoleSession& session,
                                   const SessionSecret& secret) {
    return api::json_answer(status, {{"name", session.moderator_name},
                                     {"csrf_token", console.hashes.csrf_token(secret)},
                                     {"expires_at", api::time_text(session.expires_at)}});
}

}  // namespace stimchat::console
