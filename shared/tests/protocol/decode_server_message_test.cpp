#include "shared/tests/protocol/sample_frames.hpp"

#include <list>
#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::protocol;
using sample::encoded;

namespace {

/// Reads the sample at `index`, which is of that kind. The frame is kept: texts in the body are views of it.
template <class Body>
Body body_at(Decoder& decoder, std::size_t index) {
    static std::list<std::string> kept;
    const auto message = decoder.decode_server_message(kept.emplace_back(sample::server_messages()[index].frame));
    REQUIRE(message);
    CHECK(message->timestamp == sample::timestamp);
    REQUIRE(std::holds_alternative<Body>(message->body));
    return std::get<Body>(message->body);
}

/// The sample frame with one part replaced by another.
std::string changed(std::size_t index, std::string_view from, std::string_view to) {
    std::string frame = sample::server_messages()[index].frame;
    const std::size_t at = frame.find(from);
    REQUIRE(at != std::string::npos);
    return frame.replace(at, from.size(), to);
}

DecodeFault fault_of(const std::string& frame) {
    Decoder decoder;
    const auto message = decoder.decode_server_message(frame);
    REQUIRE_FALSE(message);
    return message.error();
}

}  // namespace

TEST_CASE("each server message is read back from its canonical form") {
    Decoder decoder;
    for (const auto& each : sample::server_messages()) {
        CAPTURE(each.frame);
        const auto read = decoder.decode_server_message(each.frame);
        REQUIRE(read);
        CHECK(read->body.index() == each.message.body.index());
        CHECK(encoded(*read) == each.frame);
    }
}

TEST_CASE("an ACK says where an accepted text stands") {
    Decoder decoder;
    const Ack plain = body_at<Ack>(decoder, 0);
    CHECK(plain.message_id == sample::message_id);
    CHECK_FALSE(plain.conversation);
    CHECK_FALSE(plain.position);
    const Ack placed = body_at<Ack>(decoder, 1);
    CHECK(placed.conversation == sample::conversation);
    CHECK(placed.position == sample::position);
}

TEST_CASE("a NACK says why, and when to come back") {
    Decoder decoder;
    const Nack nack = body_at<Nack>(decoder, 2);
    CHECK(nack.message_id == sample::message_id);
    CHECK(nack.code == NackCode::rate_limited);
    CHECK(nack.text == "Slower.");
    CHECK(nack.retry_after == milliseconds(125));
    CHECK_FALSE(body_at<Nack>(decoder, 3).retry_after);
}

TEST_CASE("every refusal travels by its name") {
    Decoder decoder;
    for (const NackRule& rule : nack_rules) {
        const std::string frame =
            encoded(ServerMessage{sample::timestamp, Nack{sample::message_id, rule.code, "", {}}});
        const auto read = decoder.decode_server_message(frame);
        REQUIRE(read);
        CHECK(std::get<Nack>(read->body).code == rule.code);
        CHECK(std::get<Nack>(read->body).text == rule.sentence);
    }
}

TEST_CASE("WELCOME carries the session, what became of it, and its times") {
    Decoder decoder;
    const Welcome welcome = body_at<Welcome>(decoder, 4);
    CHECK(welcome.session == sample::session);
    CHECK(welcome.version == 1);
    CHECK(welcome.recovered);
    CHECK(welcome.standing == Standing::chatting);
    CHECK(welcome.sessions_max == 2);
    CHECK(welcome.resume_window == seconds(30));
    CHECK(welcome.heartbeat_interval == seconds(45));
    CHECK(welcome.search_timeout == seconds(60));
    CHECK(welcome.report_window == minutes(10));
}

TEST_CASE("NEW_MATCH gives both aliases and the stream's start") {
    Decoder decoder;
    const NewMatch match = body_at<NewMatch>(decoder, 5);
    CHECK(match.conversation == sample::conversation);
    CHECK(match.position == sample::position);
    CHECK(match.you == Alias{0x1234abcd});
    CHECK(match.partner == Alias{0xffff0000});
}

TEST_CASE("CHAT_MESSAGE carries the sender's alias, text and place") {
    Decoder decoder;
    const TextReceived received = body_at<TextReceived>(decoder, 6);
    CHECK(received.message_id == sample::message_id);
    CHECK(received.conversation == sample::conversation);
    CHECK(received.position == sample::position);
    CHECK(received.sender == Alias{0xffff0000});
    CHECK(received.text == "\u05E9\u05DC\u05D5\u05DD");
}

TEST_CASE("ends carry their reasons") {
    Decoder decoder;
    CHECK(body_at<SearchEnded>(decoder, 7).reason == SearchEnd::timed_out);
    CHECK(body_at<SearchEnded>(decoder, 8).reason == SearchEnd::draining);
    const ConversationEnded ended = body_at<ConversationEnded>(decoder, 9);
    CHECK(ended.conversation == sample::conversation);
    CHECK(ended.position == sample::position);
    CHECK(ended.reason == ConversationEnd::partner_left);
    CHECK(body_at<ConversationEnded>(decoder, 10).reason == ConversationEnd::you_left);
    CHECK(body_at<ConversationEnded>(decoder, 11).reason == ConversationEnd::draining);
}

TEST_CASE("BANNED says until when, or that it is for good") {
    Decoder decoder;
    const Banned banned = body_at<Banned>(decoder, 12);
    CHECK(banned.reason == "Spam");
    CHECK(banned.until == Instant{1'772'334'855'927});
    CHECK_FALSE(body_at<Banned>(decoder, 13).until);
    const std::string with_null = changed(13, R"("reason":"Threats")", R"("until":null,"reason":"Threats")");
    const auto read = decoder.decode_server_message(with_null);
    REQUIRE(read);
    CHECK_FALSE(std::get<Banned>(read->body).until);
}

TEST_CASE("ERROR carries a code and words") {
    Decoder decoder;
    const Error error = body_at<Error>(decoder, 14);
    CHECK(error.code == NackCode::not_json);
    CHECK(error.text == "Not read.");
}

TEST_CASE("what the partner does carries the partner's alias") {
    Decoder decoder;
    const PresenceChanged presence = body_at<PresenceChanged>(decoder, 15);
    CHECK(presence.conversation == sample::conversation);
    CHECK(presence.sender == Alias{0xffff0000});
    CHECK(presence.presence == Presence::gone);
    const TypingChanged typing = body_at<TypingChanged>(decoder, 16);
    CHECK(typing.conversation == sample::conversation);
    CHECK(typing.sender == Alias{0xffff0000});
    CHECK(typing.is_typing);
    const SeenUpTo seen = body_at<SeenUpTo>(decoder, 17);
    CHECK(seen.up_to == KnownPosition{sample::conversation, sample::position});
    CHECK(seen.sender == Alias{0xffff0000});
}

TEST_CASE("SYSTEM says what is about to happen, and when to come back") {
    Decoder decoder;
    const System system = body_at<System>(decoder, 18);
    CHECK(system.notice == SystemNotice::draining);
    CHECK(system.retry_after == milliseconds(2750));
    CHECK_FALSE(body_at<System>(decoder, 19).retry_after);
}

TEST_CASE("an offset may be any integer that JavaScript holds exactly") {
    Decoder decoder;
    const std::string frame = changed(1, R"("offset":42)", R"("offset":9007199254740991)");
    const auto read = decoder.decode_server_message(frame);
    REQUIRE(read);
    CHECK(std::get<Ack>(read->body).position->offset == 9007199254740991);
    CHECK(encoded(*read) == frame);
}

TEST_CASE("a fault in a server message names the field") {
    struct Case {
        std::string frame;
        NackCode code;
        std::string_view field;
    };
    const Case cases[] = {
        {changed(0, R"("type":"ACK")", R"("type":"HELLO")"), NackCode::unknown_type, "type"},
        {changed(0, R"("message_id")", R"("message_ip")"), NackCode::missing_field, "message_id"},
        {changed(0, R"("timestamp")", R"("time")"), NackCode::missing_field, "timestamp"},
        {changed(0, R"("2026-03-01T03:14:15.926Z")", "1772334855926"), NackCode::wrong_type, "timestamp"},
        {changed(0, "15.926Z", "15Z"), NackCode::invalid_value, "timestamp"},
        {changed(1, R"("conversation_id")", R"("chat")"), NackCode::missing_field, "conversation_id"},
        {changed(1, R"("epoch":7,)", ""), NackCode::missing_field, "epoch"},
        {changed(1, R"(,"offset":42)", ""), NackCode::missing_field, "offset"},
        {changed(1, R"("epoch":7)", R"("epoch":4294967296)"), NackCode::invalid_value, "epoch"},
        {changed(1, R"("offset":42)", R"("offset":9007199254740992)"), NackCode::invalid_value, "offset"},
        {changed(1, R"("offset":42)", R"("offset":42.0)"), NackCode::wrong_type, "offset"},
        {changed(2, "rate_limited", "rate-limited"), NackCode::invalid_value, "data.code"},
        {changed(2, R"("Slower.")", R"("")"), NackCode::invalid_value, "data.text"},
        {changed(2, R"("retryable":true,)", ""), NackCode::missing_field, "data.retryable"},
        {changed(2, R"("retryable":true)", R"("retryable":"yes")"), NackCode::wrong_type, "data.retryable"},
        {changed(2, "125", "1.25"), NackCode::wrong_type, "data.retry_after_ms"},
        {changed(2, "125", "-125"), NackCode::invalid_value, "data.retry_after_ms"},
        {changed(4, "session_id", "session"), NackCode::missing_field, "data.session_id"},
        {changed(4, "aaaabbbb-", ""), NackCode::invalid_value, "data.session_id"},
        {changed(4, R"("version":1,)", ""), NackCode::missing_field, "data.version"},
        {changed(4, R"("recovered":true,)", ""), NackCode::missing_field, "data.recovered"},
        {changed(4, R"("recovered":true)", R"("recovered":0)"), NackCode::wrong_type, "data.recovered"},
        {changed(4, "chatting", "greeting"), NackCode::invalid_value, "data.standing"},
        {changed(4, R"("sessions_max":2)", R"("sessions_max":-2)"), NackCode::invalid_value, "data.sessions_max"},
        {changed(4, "30000", "null"), NackCode::missing_field, "data.resume_window_ms"},
        {changed(4, "45000", "null"), NackCode::missing_field, "data.heartbeat_interval_ms"},
        {changed(4, "60000", "6e4"), NackCode::wrong_type, "data.search_timeout_ms"},
        {changed(4, "600000", "-1"), NackCode::invalid_value, "data.report_window_ms"},
        {changed(5, "anon-1234abcd", "anon-1234"), NackCode::invalid_value, "data.you"},
        {changed(5, R"(,"partner":"anon-ffff0000")", ""), NackCode::missing_field, "data.partner"},
        {changed(6, R"("sender":"anon-ffff0000",)", ""), NackCode::missing_field, "sender"},
        {changed(6, "anon-ffff0000", "you"), NackCode::invalid_value, "sender"},
        {changed(6, R"("text")", R"("txt")"), NackCode::missing_field, "data.text"},
        {changed(7, "timed_out", "timedout"), NackCode::invalid_value, "data.reason"},
        {changed(9, "partner_left", "timed_out"), NackCode::invalid_value, "data.reason"},
        {changed(9, R"("epoch":7,)", ""), NackCode::missing_field, "epoch"},
        {changed(12, R"("reason":"Spam",)", ""), NackCode::missing_field, "data.reason"},
        {changed(12, ".927Z", ""), NackCode::invalid_value, "data.until"},
        {changed(12, R"("2026-03-01T03:14:15.927Z")", "0"), NackCode::wrong_type, "data.until"},
        {changed(14, "not_json", "notjson"), NackCode::invalid_value, "data.code"},
        {changed(14, R"(,"text":"Not read.")", ""), NackCode::missing_field, "data.text"},
        {changed(15, "gone", "left"), NackCode::invalid_value, "data.presence"},
        {changed(15, R"("sender":"anon-ffff0000",)", ""), NackCode::missing_field, "sender"},
        {changed(16, R"("typing":true)", R"("typing":1)"), NackCode::wrong_type, "data.typing"},
        {changed(17, R"("epoch":7,)", ""), NackCode::missing_field, "epoch"},
        {changed(17, "anon-ffff0000", "you"), NackCode::invalid_value, "sender"},
        {changed(18, "draining", "moving"), NackCode::invalid_value, "data.notice"},
        {changed(18, "2750", "27.5"), NackCode::wrong_type, "data.retry_after_ms"},
    };
    for (const Case& expected : cases) {
        CAPTURE(expected.frame);
        const DecodeFault fault = fault_of(expected.frame);
        CHECK(rule_of(fault.code).name == rule_of(expected.code).name);
        CHECK(fault.field == expected.field);
    }
}
