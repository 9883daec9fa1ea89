#include "shared/protocol/close_codes.hpp"
#include "shared/protocol/nack_codes.hpp"

#include <set>
#include <string_view>

#include <doctest/doctest.h>

using namespace stimchat::protocol;

TEST_CASE("each refusal's rule stands in its place, with a name of its own and a sentence") {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < nack_rules.size(); ++i) {
        const NackRule& rule = nack_rules[i];
        CAPTURE(rule.name);
        CHECK(static_cast<std::size_t>(rule.code) == i);
        CHECK(&rule_of(rule.code) == &rule);
        CHECK(parse_nack_code(rule.name) == rule.code);
        CHECK(names.insert(rule.name).second);
        REQUIRE(!rule.sentence.empty());
        CHECK(rule.sentence.back() == '.');
    }
    CHECK_FALSE(parse_nack_code(""));
    CHECK_FALSE(parse_nack_code("NOT_JSON"));
    CHECK_FALSE(parse_nack_code("no_such_code"));
}

TEST_CASE("only a refusal that passes by itself is worth a retry") {
    for (const NackRule& rule : nack_rules)
        CHECK(name_of(rule.code) == rule.name);
    CHECK(client_sentence_of(NackCode::text_too_long) == rule_of(NackCode::text_too_long).sentence);
    CHECK_FALSE(client_sentence_of(NackCode::banned).empty());
    CHECK(rule_of(NackCode::rate_limited).retryable);
    CHECK(rule_of(NackCode::server_full).retryable);
    CHECK_FALSE(rule_of(NackCode::banned).retryable);
    CHECK_FALSE(rule_of(NackCode::text_too_long).retryable);
}

TEST_CASE("the close codes are in order, without doubles") {
    for (std::size_t i = 1; i < close_rules.size(); ++i)
        CHECK(close_rules[i - 1].code < close_rules[i].code);
    std::set<std::string_view> names;
    for (const CloseRule& rule : close_rules) {
        CHECK(names.insert(rule.name).second);
        CHECK_FALSE(rule.meaning.empty());
        CHECK(find_close_rule(static_cast<std::uint16_t>(rule.code)) == &rule);
    }
}

TEST_CASE("a close code's range says whether to reconnect") {
    for (const CloseRule& rule : close_rules) {
        const auto code = static_cast<std::uint16_t>(rule.code);
        CAPTURE(code);
        CHECK(should_reconnect(code) == rule.reconnect);
        if (code >= 4000) CHECK(rule.reconnect == (code >= 4500));
    }
    for (const std::uint16_t code : {1001, 1006, 1011, 1012, 1013, 4500, 4777, 4999})
        CHECK(should_reconnect(code));
    for (const std::uint16_t code : {0, 999, 1000, 1002, 1005, 1009, 2000, 3999, 4000, 4001, 4002, 4499, 5000, 65535})
        CHECK_FALSE(should_reconnect(code));
}
