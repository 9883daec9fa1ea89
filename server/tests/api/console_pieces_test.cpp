#include "server/console/ban_terms.hpp"
#include "server/console/cookies.hpp"
#include "server/console/idle_times.hpp"
#include "server/console/moderator_name.hpp"
#include "server/console/session_secret.hpp"

#include <set>
#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::console;

namespace {

constexpr Instant start{1'700'000'000'000};

identity::ServerKey key_of(std::uint8_t fill) {
    identity::ServerKey key{};
    key.fill(fill);
    return key;
}

}  // namespace

TEST_CASE("the session's cookie is found among others, and never guessed at") {
    CHECK(find_cookie("__Host-stimchat_console=abc", session_cookie) == "abc");
    CHECK(find_cookie("a=1; __Host-stimchat_console=abc; b=2", session_cookie) == "abc");
    CHECK(find_cookie("a=1;__Host-stimchat_console=abc", session_cookie) == "abc");
    CHECK(find_cookie("__Host-stimchat_console=a=b", session_cookie) == "a=b");
    CHECK(find_cookie("__Host-stimchat_console=", session_cookie) == "");
    CHECK_FALSE(find_cookie("", session_cookie));
    CHECK_FALSE(find_cookie(";;=;", session_cookie));
    CHECK_FALSE(find_cookie("x__Host-stimchat_console=abc", session_cookie));
    CHECK_FALSE(find_cookie("__host-stimchat_console=abc", session_cookie));
    CHECK_FALSE(find_cookie("__Host-stimchat_console", session_cookie));
    // Two of them: one may have been planted, and which is not to be told.
    CHECK_FALSE(find_cookie("__Host-stimchat_console=a; __Host-stimchat_console=b", session_cookie));
}

TEST_CASE("the session's cookie is for this host alone, out of reach for scripts and other sites") {
    CHECK(set_session_cookie("abc", hours(12)) ==
          "__Host-stimchat_console=abc; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200");
    CHECK(clear_session_cookie() == "__Host-stimchat_console=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
}

TEST_CASE("a session secret survives being written and read, and nothing else is one") {
    Xoshiro256 random(7);
    const SessionSecret secret = make_secret(random);
    const std::string text = to_text(secret);
    CHECK(text.size() == 43);
    CHECK(parse_secret(text) == secret);
    CHECK(make_secret(random) != secret);

    CHECK_FALSE(parse_secret(""));
    CHECK_FALSE(parse_secret(text.substr(1)));
    CHECK_FALSE(parse_secret(text + "A"));
    CHECK_FALSE(parse_secret(text.substr(1) + "="));
    CHECK_FALSE(parse_secret(text.substr(1) + "'"));
    CHECK_FALSE(parse_secret(std::string(43, '\0')));
}

TEST_CASE("what is stored and what the page gets depend on secret and server key, and do not tell the secret") {
    Xoshiro256 random(8);
    const SessionSecret secret = make_secret(random);
    const SessionSecret other = make_secret(random);
    const SecretHashes hashes(key_of(1));
    const SecretHashes other_server(key_of(2));

    CHECK(hashes.session_key(secret) == hashes.session_key(secret));
    CHECK(hashes.session_key(secret) != hashes.session_key(other));
    CHECK(hashes.session_key(secret) != other_server.session_key(secret));

    const std::string csrf = hashes.csrf_token(secret);
    CHECK(hashes.is_csrf_token(secret, csrf));
    CHECK_FALSE(hashes.is_csrf_token(other, csrf));
    CHECK_FALSE(other_server.is_csrf_token(secret, csrf));
    CHECK_FALSE(hashes.is_csrf_token(secret, ""));
    CHECK_FALSE(hashes.is_csrf_token(secret, csrf.substr(1)));
    CHECK_FALSE(hashes.is_csrf_token(secret, csrf + "A"));
    CHECK(csrf != to_text(secret));
}

TEST_CASE("a session that was not used for an hour is over; use keeps it") {
    IdleTimes times;
    const SessionKey session{1, 2};
    CHECK(times.touch(session, start));
    Instant now = start;
    for (int i = 0; i < 5; ++i)
        CHECK(times.touch(session, now = now + IdleTimes::idle_max - milliseconds(1)));
    CHECK_FALSE(times.touch(session, now + IdleTimes::idle_max));
}

TEST_CASE("idle times are bounded in number; the longest unused is forgotten first") {
    IdleTimes times;
    for (std::uint64_t i = 0; i <= IdleTimes::sessions_max; ++i)
        times.touch({i, 0}, start + milliseconds(static_cast<std::int64_t>(i)));
    // The first was pushed out, so that it counts from now; the second is known to be idle.
    CHECK(times.touch({0, 0}, start + hours(2)));
    CHECK_FALSE(times.touch({2, 0}, start + hours(2)));
}

TEST_CASE("ban lengths have the names and durations of the API") {
    CHECK(duration_of(*parse_ban_length("15m")) == minutes(15));
    CHECK(duration_of(*parse_ban_length("24h")) == hours(24));
    CHECK(duration_of(*parse_ban_length("7d")) == hours(168));
    CHECK(duration_of(*parse_ban_length("30d")) == hours(720));
    CHECK_FALSE(duration_of(*parse_ban_length("permanent")));
    for (const char* name : {"15m", "24h", "7d", "30d", "permanent"})
        CHECK(console::name_of(*parse_ban_length(name)) == name);
    for (const char* name : {"", "15", "15M", "1h", "forever", "15m ", "permanent; drop table bans"})
        CHECK_FALSE(parse_ban_length(name));
}

TEST_CASE("a ban says why in words of its own for each reason") {
    std::set<std::string_view> all;
    for (int i = 0; i <= static_cast<int>(engine::ReportReason::other); ++i)
        all.insert(plain_words(static_cast<engine::ReportReason>(i)));
    CHECK(all.size() == 7);
    for (const auto words : all)
        CHECK(words.find('_') == std::string_view::npos);
}

TEST_CASE("a ban is for the reported participant and ends when its length is over") {
    const ParticipantKey reported{5, 6};
    const auto ban = ban_for(reported, engine::ReportReason::violence, BanLength::hours_24, BanId{1, 1}, start);
    CHECK(ban.participant == reported);
    CHECK(ban.imposed_at == start);
    CHECK(engine::is_active(ban, start + hours(24) - milliseconds(1)));
    CHECK_FALSE(engine::is_active(ban, start + hours(24)));
    const auto permanent = ban_for(reported, engine::ReportReason::other, BanLength::permanent, BanId{1, 1}, start);
    CHECK(engine::is_active(permanent, start + hours(24 * 365 * 100)));
}

TEST_CASE("moderator names are plain") {
    for (const char* name : {"al", "alice", "a.b_c-9", "abcdefghijabcdefghijabcdefghij32"})
        CHECK(is_moderator_name(name));
    for (const char* name : {"", "a", "Alice", "9al", ".al", "al ice", "al\n", "\xD0\xB0lice", "alice'--",
                             "abcdefghijabcdefghijabcdefghijab3"})
        CHECK_FALSE(is_moderator_name(name));
    CHECK_FALSE(is_moderator_name(std::string_view("al\0ice", 6)));
}
