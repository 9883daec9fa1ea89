#include "shared/protocol/limits.hpp"
#include "shared/validation/command.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::protocol;

namespace {

std::optional<validation::Fault> fault_of(CommandBody body) {
    return validation::validate(Command{MessageId{1, 2}, body});
}

void check_refused(CommandBody body, NackCode code, std::string_view field) {
    const auto fault = fault_of(body);
    REQUIRE(fault);
    CHECK(fault->code == code);
    CHECK(fault->field == field);
}

}  // namespace

TEST_CASE("commands without texts are acceptable as they are") {
    CHECK_FALSE(fault_of(Find{0}));
    CHECK_FALSE(fault_of(Cancel{}));
    CHECK_FALSE(fault_of(Leave{}));
    CHECK_FALSE(fault_of(Ping{}));
    CHECK_FALSE(fault_of(SetTyping{{}, true}));
    CHECK_FALSE(fault_of(MarkSeen{}));
}

TEST_CASE("PRESENCE is here or away; that somebody is gone, the server says") {
    CHECK_FALSE(fault_of(SetPresence{Presence::here}));
    CHECK_FALSE(fault_of(SetPresence{Presence::away}));
    check_refused(SetPresence{Presence::gone}, NackCode::invalid_value, "data.presence");
}

TEST_CASE("HELLO bounds its token and its client name") {
    const std::string token(limits::token_bytes_max, 't'), client(limits::client_name_bytes_max, 'c');
    CHECK_FALSE(fault_of(Hello{1, token, client, false}));
    CHECK_FALSE(fault_of(Hello{99, "", "", true}));  // what they are worth is the session's question
    check_refused(Hello{1, token + "t", client, false}, NackCode::invalid_value, "data.token");
    check_refused(Hello{1, token, client + "c", false}, NackCode::invalid_value, "data.client");
    check_refused(Hello{1, token, "line\nbreak", false}, NackCode::invalid_value, "data.client");
    check_refused(Hello{1, token, "escape\x1B[2J", false}, NackCode::invalid_value, "data.client");
}

TEST_CASE("CHAT_MESSAGE obeys the rules of texts") {
    CHECK_FALSE(fault_of(SendText{{}, "hello"}));
    check_refused(SendText{{}, " "}, NackCode::text_empty, "data.text");
    check_refused(SendText{{}, "\x01"}, NackCode::text_forbidden_character, "data.text");
    const std::string too_long(limits::text_code_points_max + 1, 'x');
    check_refused(SendText{{}, too_long}, NackCode::text_too_long, "data.text");
}
