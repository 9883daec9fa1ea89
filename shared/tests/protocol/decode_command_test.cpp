#include "shared/tests/protocol/sample_frames.hpp"

#include <list>
#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::protocol;
using namespace std::string_literals;
using sample::encoded;

namespace {

const std::string id = R"("message_id":"0190a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a5b")";
const std::string chat = R"("conversation_id":"00111122-2233-3344-8555-666677778888")";

/// The body, if the frame is a command of that kind. The frame is kept: texts in the body are views of it.
template <class Body>
Body body_of(Decoder& decoder, const std::string& frame) {
    static std::list<std::string> kept;
    const auto command = decoder.decode_command(kept.emplace_back(frame));
    REQUIRE(command);
    CHECK(command->message_id == sample::message_id);
    REQUIRE(std::holds_alternative<Body>(command->body));
    return std::get<Body>(command->body);
}

DecodeFault fault_of(const std::string& frame) {
    Decoder decoder;
    const auto command = decoder.decode_command(frame);
    REQUIRE_FALSE(command);
    return command.error();
}

}  // namespace

TEST_CASE("each command is read back from its canonical form") {
    Decoder decoder;
    for (const auto& each : sample::commands()) {
        CAPTURE(each.frame);
        const auto command = decoder.decode_command(each.frame);
        REQUIRE(command);
        CHECK(command->body.index() == each.message.body.index());
        CHECK(encoded(*command) == each.frame);
    }
}

TEST_CASE("HELLO carries version, token, client and take_over") {
    Decoder decoder;
    const Hello full = body_of<Hello>(decoder, sample::commands()[0].frame);
    CHECK(full.version == 1);
    CHECK(full.token == "v1.token.mac");
    CHECK(full.client == "my-app/2.1");
    CHECK(full.take_over);
    const Hello lean =
        body_of<Hello>(decoder, R"({"type":"HELLO",)" + id +
                                    R"(,"data":{"version":4294967295,"token":"t","client":null,"take_over":null}})");
    CHECK(lean.version == 4294967295);
    CHECK(lean.client.empty());
    CHECK_FALSE(lean.take_over);
}

TEST_CASE("FIND carries the terms that were agreed to") {
    Decoder decoder;
    CHECK(body_of<Find>(decoder, R"({"type":"FIND",)" + id + R"(,"data":{"terms":0}})").terms == 0);
}

TEST_CASE("CHAT_MESSAGE and LEAVE name their conversation") {
    Decoder decoder;
    const SendText send = body_of<SendText>(decoder, sample::commands()[4].frame);
    CHECK(send.conversation == sample::conversation);
    CHECK(send.text == "Say \"h\u00E9llo\"\n\\ \U0001F600\x01");
    CHECK(body_of<Leave>(decoder, sample::commands()[5].frame).conversation == sample::conversation);
}

TEST_CASE("HELLO may name a session, and what is known of a conversation") {
    Decoder decoder;
    const Hello resume = body_of<Hello>(decoder, sample::commands()[7].frame);
    CHECK(resume.session == sample::session);
    CHECK(resume.known == KnownPosition{sample::conversation, sample::position});
    const Hello session_alone = body_of<Hello>(decoder, sample::commands()[8].frame);
    CHECK(session_alone.session == sample::session);
    CHECK_FALSE(session_alone.known);
    const Hello first = body_of<Hello>(decoder, sample::commands()[0].frame);
    CHECK_FALSE(first.session);
    CHECK_FALSE(first.known);
}

TEST_CASE("PRESENCE, TYPING_INDICATOR and READ_RECEIPT say how things are") {
    Decoder decoder;
    CHECK(body_of<SetPresence>(decoder, sample::commands()[9].frame).presence == Presence::away);
    const SetTyping typing = body_of<SetTyping>(decoder, sample::commands()[10].frame);
    CHECK(typing.conversation == sample::conversation);
    CHECK(typing.is_typing);
    const MarkSeen seen = body_of<MarkSeen>(decoder, sample::commands()[11].frame);
    CHECK(seen.up_to == KnownPosition{sample::conversation, sample::position});
}

TEST_CASE("order, white space and escapes do not matter") {
    Decoder decoder;
    const SendText send = body_of<SendText>(
        decoder,
        " \t\r\n{ \"d\\u0061ta\" :\n{ \"text\" : \"\\u0041\\ud83d\\ude00\\/\" } , \"conversation_id\" : "
        "\"00111122-2233-3344-8555-66667777888\\u0038\", \"\\u0074ype\":\"CHAT\\u005fMESSAGE\",\r" +
            id + "}\n ");
    CHECK(send.text == "A\U0001F600/");
    CHECK(send.conversation == sample::conversation);
}

TEST_CASE("several escaped texts in one frame do not disturb each other") {
    Decoder decoder;
    const std::string long_token(200, 'x');
    const Hello hello =
        body_of<Hello>(decoder, R"({"type":"HELL\u004f",)" + id + R"(,"data":{"version":1,"token":"\u0074)" +
                                    long_token + R"(","client":"\u0063lient"}})");
    CHECK(hello.token == "t" + long_token);
    CHECK(hello.client == "client");
}

TEST_CASE("what a command's type does not name is skipped, and never believed") {
    Decoder decoder;
    body_of<Ping>(decoder, R"({"type":"PING",)" + id +
                               R"(,"sender":"anon-00000000","timestamp":17,"epoch":-1.5e9,"offset":[],"data":"x",)"
                               R"("conversation_id":{"a":1},"future":{"deep":[[1,2],{"x":null}]},"":true})");
    const SendText send =
        body_of<SendText>(decoder, R"({"type":"CHAT_MESSAGE","sender":{"type":"FIND"},)" + id + "," + chat +
                                       R"(,"data":{"text":"hi","token":5,"type":"LEAVE"},"text":"no"})");
    CHECK(send.text == "hi");
}

TEST_CASE("a nested object called data is not the envelope's") {
    const DecodeFault fault = fault_of(R"({"type":"FIND",)" + id + R"(,"x":{"data":{"terms":1}}})");
    CHECK(fault.code == NackCode::missing_field);
    CHECK(fault.field == "data");
}

TEST_CASE("a fault of a field names the field, and carries the message_id") {
    struct Case {
        std::string frame;
        NackCode code;
        std::string_view field;
    };
    const std::string hello = R"({"type":"HELLO",)" + id;
    const std::string send = R"({"type":"CHAT_MESSAGE",)" + id;
    const Case cases[] = {
        {"{" + id + "}", NackCode::missing_field, "type"},
        {R"({"type":null,)" + id + "}", NackCode::missing_field, "type"},
        {R"({"type":7,)" + id + "}", NackCode::wrong_type, "type"},
        {R"({"type":"",)" + id + "}", NackCode::unknown_type, "type"},
        {R"({"type":"ping",)" + id + "}", NackCode::unknown_type, "type"},
        {R"({"type":"ACK",)" + id + "}", NackCode::unknown_type, "type"},
        {R"({"type":"NEW_MATCH",)" + id + "}", NackCode::unknown_type, "type"},
        {hello + "}", NackCode::missing_field, "data"},
        {hello + R"(,"data":null})", NackCode::missing_field, "data"},
        {hello + R"(,"data":[]})", NackCode::wrong_type, "data"},
        {hello + R"(,"data":"{}"})", NackCode::wrong_type, "data"},
        {hello + R"(,"data":{"token":"t"}})", NackCode::missing_field, "data.version"},
        {hello + R"(,"data":{"version":1}})", NackCode::missing_field, "data.token"},
        {hello + R"(,"data":{"version":"1","token":"t"}})", NackCode::wrong_type, "data.version"},
        {hello + R"(,"data":{"version":1.0,"token":"t"}})", NackCode::wrong_type, "data.version"},
        {hello + R"(,"data":{"version":1e0,"token":"t"}})", NackCode::wrong_type, "data.version"},
        {hello + R"(,"data":{"version":-1,"token":"t"}})", NackCode::invalid_value, "data.version"},
        {hello + R"(,"data":{"version":-0,"token":"t"}})", NackCode::invalid_value, "data.version"},
        {hello + R"(,"data":{"version":4294967296,"token":"t"}})", NackCode::invalid_value, "data.version"},
        {hello + R"(,"data":{"version":99999999999999999999999,"token":"t"}})", NackCode::invalid_value,
         "data.version"},
        {hello + R"(,"data":{"version":true,"token":"t"}})", NackCode::wrong_type, "data.version"},
        {hello + R"(,"data":{"version":1,"token":1}})", NackCode::wrong_type, "data.token"},
        {hello + R"(,"data":{"version":1,"token":{}}})", NackCode::wrong_type, "data.token"},
        {hello + R"(,"data":{"version":1,"token":"t","client":1}})", NackCode::wrong_type, "data.client"},
        {hello + R"(,"data":{"version":1,"token":"t","take_over":1}})", NackCode::wrong_type, "data.take_over"},
        {hello + R"(,"data":{"version":1,"token":"t","take_over":"true"}})", NackCode::wrong_type, "data.take_over"},
        {R"({"type":"FIND",)" + id + R"(,"data":{}})", NackCode::missing_field, "data.terms"},
        {send + R"(,"data":{"text":"hi"}})", NackCode::missing_field, "conversation_id"},
        {send + R"(,"conversation_id":5,"data":{"text":"hi"}})", NackCode::wrong_type, "conversation_id"},
        {send + R"(,"conversation_id":"5","data":{"text":"hi"}})", NackCode::invalid_value, "conversation_id"},
        {send + "," + chat + R"(,"data":{}})", NackCode::missing_field, "data.text"},
        {send + "," + chat + R"(,"data":{"text":["hi"]}})", NackCode::wrong_type, "data.text"},
        {R"({"type":"LEAVE",)" + id + "}", NackCode::missing_field, "conversation_id"},
        {hello + R"(,"data":{"version":1,"token":"t","session_id":5}})", NackCode::wrong_type, "data.session_id"},
        {hello + R"(,"data":{"version":1,"token":"t","session_id":"5"}})", NackCode::invalid_value, "data.session_id"},
        {hello + "," + chat + R"(,"data":{"version":1,"token":"t"}})", NackCode::missing_field, "epoch"},
        {hello + R"(,"epoch":7,"offset":1,"data":{"version":1,"token":"t"}})", NackCode::missing_field,
         "conversation_id"},
        {hello + R"(,"conversation_id":{},"data":{"version":1,"token":"t"}})", NackCode::wrong_type, "conversation_id"},
        {R"({"type":"PRESENCE",)" + id + R"(,"data":{}})", NackCode::missing_field, "data.presence"},
        {R"({"type":"PRESENCE",)" + id + R"(,"data":{"presence":"asleep"}})", NackCode::invalid_value, "data.presence"},
        {R"({"type":"TYPING_INDICATOR",)" + id + "," + chat + R"(,"data":{"typing":"yes"}})", NackCode::wrong_type,
         "data.typing"},
        {R"({"type":"READ_RECEIPT",)" + id + "," + chat + R"(,"epoch":7})", NackCode::missing_field, "offset"},
    };
    for (const Case& expected : cases) {
        CAPTURE(expected.frame);
        const DecodeFault fault = fault_of(expected.frame);
        CHECK(rule_of(fault.code).name == rule_of(expected.code).name);
        CHECK(fault.field == expected.field);
        CHECK(fault.message_id == sample::message_id);
        CHECK(fault.at_byte <= expected.frame.size());
    }
}

TEST_CASE("without a valid message_id there is none to answer to") {
    struct Case {
        std::string frame;
        NackCode code;
    };
    const Case cases[] = {
        {R"({"type":"PING"})", NackCode::missing_field},
        {R"({"type":"PING","message_id":null})", NackCode::missing_field},
        {R"({"type":"PING","message_id":1})", NackCode::wrong_type},
        {R"({"type":"PING","message_id":""})", NackCode::invalid_value},
        {R"({"type":"PING","message_id":"0190a1b2c3d44e5f8a9b0c1d2e3f4a5b"})", NackCode::invalid_value},
    };
    for (const Case& expected : cases) {
        CAPTURE(expected.frame);
        const DecodeFault fault = fault_of(expected.frame);
        CHECK(fault.code == expected.code);
        CHECK(fault.field == "message_id");
        CHECK_FALSE(fault.message_id);
    }
}

TEST_CASE("a fault points at the value it is about") {
    const std::string frame = R"({"type":"FIND",)" + id + R"(,"data":{"terms":-7}})";
    CHECK(fault_of(frame).at_byte == frame.find("-7"));
    CHECK(fault_of("{" + id + "}").at_byte == id.size() + 2);
}

TEST_CASE("the largest numbers that are allowed are read") {
    Decoder decoder;
    CHECK(body_of<Find>(decoder, R"({"type":"FIND",)" + id + R"(,"data":{"terms":4294967295}})").terms == 4294967295);
}
