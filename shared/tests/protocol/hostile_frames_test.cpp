#include "shared/protocol/limits.hpp"
#include "shared/tests/protocol/sample_frames.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::protocol;
using namespace std::string_literals;
using sample::encoded;

namespace {

/// A PING with `more` as further members.
std::string ping(const std::string& more) {
    return R"({"type":"PING","message_id":"0190a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a5b",)" + more + "}";
}

std::string repeated(const std::string& part, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i)
        all += part;
    return all;
}

bool is_accepted(const std::string& frame) {
    Decoder decoder;
    return decoder.decode_command(frame).has_value();
}

/// The code under which both directions refuse the frame.
std::string_view refusal_of(const std::string& frame) {
    Decoder decoder;
    const auto command = decoder.decode_command(frame);
    if (command) return "accepted";
    const auto message = decoder.decode_server_message(frame);
    REQUIRE_FALSE(message);
    CHECK(message.error().code == command.error().code);
    CHECK(command.error().field.empty());
    CHECK(command.error().at_byte <= frame.size());
    CHECK_FALSE(command.error().message_id);
    return rule_of(command.error().code).name;
}

}  // namespace

TEST_CASE("what is not JSON is refused") {
    const std::string frames[] = {
        "",
        " ",
        "\xEF\xBB\xBF{}"s,  // a byte order mark
        "x",
        "{",
        "}",
        "{]",
        "{}}",
        "{} x",
        "{}{}",
        "{},",
        "{}\0"s,
        "\0{}"s,
        "nul",
        "nulll",
        "True",
        "NaN",
        "Infinity",
        "'a'",
        R"("a)",
        ping("x:1"),
        ping("'x':1"),
        ping(R"("x")"),
        ping(R"("x":)"),
        ping(R"("x" 1)"),
        ping(R"("x":1,)"),
        ping(R"(,"x":1)"),
        ping(R"("x":1 "y":2)"),
        ping(R"("x":1;"y":2)"),
        ping(R"(1:1)"),
        ping(R"("x":[1,])"),
        ping(R"("x":[,1])"),
        ping(R"("x":[1 2])"),
        ping(R"("x":[1)"),
        ping(R"("x":tru)"),
        ping(R"("x":nil)"),
        ping(R"("x":01)"),
        ping(R"("x":-)"),
        ping(R"("x":+1)"),
        ping(R"("x":.5)"),
        ping(R"("x":1.)"),
        ping(R"("x":1.e5)"),
        ping(R"("x":1e)"),
        ping(R"("x":1e+)"),
        ping(R"("x":1e+-2)"),
        ping(R"("x":0x1F)"),
        ping(R"("x":1_000)"),
        ping(R"("x":--1)"),
        ping("\"x\":\"a\nb\""),  // controls must be escaped
        ping("\"x\":\"a\tb\""),
        ping("\"x\":\"\0\""s),
        ping("\"x\":\"\x1F\""),
        ping(R"("x":"\x41")"),
        ping(R"("x":"\a")"),
        ping(R"("x":"\U0041")"),
        ping(R"("x":"\u004")"),
        ping(R"("x":"\u00g1")"),
        ping(R"("x":"\u+041")"),
        ping("\"x\":\"\\\0\""s),
        ping("/* no */ \"x\":1"),
        ping("\"x\":1 // no\n"),
        ping("\x0B\"x\":1"),
        ping("\u00A0\"x\":1"),
    };
    for (const std::string& frame : frames) {
        CAPTURE(frame);
        CHECK(refusal_of(frame) == "not_json");
    }
}

TEST_CASE("what is JSON, but not an object, is refused") {
    for (const char* frame : {"null", "true", "0", "-1.5e-7", "\"{}\"", "[]", "[{}]", " [ {\"type\":\"PING\"} ] "}) {
        CAPTURE(frame);
        CHECK(refusal_of(frame) == "wrong_type");
    }
}

TEST_CASE("bytes that are not UTF-8 are refused, also where nobody reads") {
    for (const std::string& bytes : {"\x80"s, "\xC0\x80"s, "\xE0\x80\x80"s, "\xED\xA0\x80"s, "\xF4\x90\x80\x80"s,
                                     "\xFF"s, "\xC3"s, "\xF0\x9F\x98"s}) {
        CHECK(refusal_of(ping("\"x\":\"" + bytes + "\"")) == "invalid_utf8");
        CHECK(refusal_of(ping("\"" + bytes + "\":1")) == "invalid_utf8");
        CHECK(refusal_of(ping("\"x\":[{\"y\":\"12345678" + bytes + "\"}]")) == "invalid_utf8");
    }
}

TEST_CASE("lone surrogates are refused") {
    for (const char* text : {R"(\ud800)", R"(\udbff)", R"(\udc00)", R"(\udfff)", R"(\ud83dx)", R"(\ud83d\n)",
                             R"(\ud83d\ud83d)", R"(\ude00\ud83d)", R"(\ud83d\u0041)", R"(\uD83D \uDE00)"}) {
        CAPTURE(text);
        CHECK(refusal_of(ping(R"("x":")"s + text + '"')) == "invalid_utf8");
        CHECK(refusal_of(ping('"' + std::string(text) + R"(":1)")) == "invalid_utf8");
    }
    CHECK(refusal_of(ping(R"("x":"\ud83d\u00")")) == "not_json");
}

TEST_CASE("a key that comes twice is refused, however it is written and wherever it stands") {
    for (const char* more : {
             R"("type":"PING")",
             R"("type":null)",
             R"("t\u0079pe":"PING")",
             R"("\u0074\u0079\u0070\u0065":"PING")",
             R"("x":1,"x":1)",
             R"("x":1,"\u0078":1)",
             R"("\u0078":1,"x":1)",
             R"("\u0078":1,"\u0078":1)",
             R"("\n":1,"\u000a":1)",
             R"("\/":1,"/":1)",
             R"("\ud83d\ude00":1,"😀":1)",
             R"("":1,"":2)",
             R"("data":{"a":1,"b":2,"a":3})",
             R"("data":{},"data":{})",
             R"("data":{},"d\u0061ta":{})",
             R"("x":[[{"y":{"z":1,"z":2}}]])",
         }) {
        CAPTURE(more);
        CHECK(refusal_of(ping(more)) == "duplicate_key");
    }
    // Not the same: case, another object, a longer name.
    CHECK(is_accepted(
        ping(R"("Type":1,"TYPE":2,"types":3,"typ":4,"data":{"type":5,"data":{"data":6}},"x":[{"y":1},{"y":1}])")));
}

TEST_CASE("depth is bounded") {
    constexpr std::size_t max = limits::json_depth_max;
    const auto arrays = [](std::size_t n) { return ping(R"("x":)" + repeated("[", n) + repeated("]", n)); };
    const auto objects = [](std::size_t n) {
        return ping(R"("x":)" + repeated(R"({"x":)", n) + "0" + repeated("}", n));
    };
    CHECK(is_accepted(arrays(max - 1)));
    CHECK(is_accepted(objects(max - 1)));
    CHECK(refusal_of(arrays(max)) == "too_deep");
    CHECK(refusal_of(objects(max)) == "too_deep");
    CHECK(refusal_of(ping(R"("x":)" + repeated("[", 30'000))) == "too_deep");
    CHECK(refusal_of(repeated(R"({"x":)", 5'000)) == "too_deep");
}

TEST_CASE("the number of members is bounded") {
    const auto object = [](std::size_t members) {
        std::string text = R"("x":{"k0":0)";
        for (std::size_t i = 1; i < members; ++i)
            text += ",\"k" + std::to_string(i) + "\":0";
        return ping(text + "}");
    };
    CHECK(is_accepted(object(limits::json_members_max)));
    CHECK(refusal_of(object(limits::json_members_max + 1)) == "invalid_value");
    CHECK(refusal_of(object(3'000)) == "invalid_value");
}

TEST_CASE("the length of a frame is bounded") {
    const std::string empty = ping(R"("x":"")");
    const auto filled_to = [&](std::size_t bytes) {
        return ping(R"("x":")" + std::string(bytes - empty.size(), 'y') + '"');
    };
    CHECK(filled_to(limits::frame_bytes_max).size() == limits::frame_bytes_max);
    CHECK(is_accepted(filled_to(limits::frame_bytes_max)));
    CHECK(refusal_of(filled_to(limits::frame_bytes_max + 1)) == "invalid_value");
    CHECK(refusal_of(filled_to(1 << 20)) == "invalid_value");
    CHECK(refusal_of(std::string(1 << 20, '[')) == "invalid_value");
}

TEST_CASE("the longest text that may be sent fits a frame, whichever way it is escaped") {
    const std::string begin = R"({"type":"CHAT_MESSAGE","message_id":"0190a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a5b",)"
                              R"("conversation_id":"00111122-2233-3344-8555-666677778888","data":{"text":")";
    const std::string frame = begin + repeated(R"(\ud83d\ude00)", limits::text_code_points_max) + R"("}})";
    Decoder decoder;
    const auto command = decoder.decode_command(frame);
    REQUIRE(command);
    CHECK(std::get<SendText>(command->body).text == repeated("\U0001F600", limits::text_code_points_max));
}

TEST_CASE("a frame cut off at any byte is refused") {
    Decoder decoder;
    for (const auto& each : sample::commands())
        for (std::size_t size = 0; size < each.frame.size(); ++size)
            if (decoder.decode_command(std::string_view(each.frame).substr(0, size))) FAIL(each.frame, " at ", size);
    for (const auto& each : sample::server_messages())
        for (std::size_t size = 0; size < each.frame.size(); ++size)
            if (decoder.decode_server_message(std::string_view(each.frame).substr(0, size)))
                FAIL(each.frame, " at ", size);
}

TEST_CASE("anything behind the frame is refused") {
    Decoder decoder;
    for (const auto& each : sample::commands()) {
        for (const std::string& more : {"x"s, "{}"s, "\0"s, ","s, "\xFF"s, "}"s}) {
            const auto command = decoder.decode_command(each.frame + more);
            REQUIRE_FALSE(command);
            CHECK(command.error().code == NackCode::not_json);
            CHECK(command.error().at_byte == each.frame.size());
        }
        CHECK(decoder.decode_command(each.frame + " \r\n\t"));
    }
}

TEST_CASE("any single byte may be any other: nothing breaks, and what is accepted is stable") {
    Decoder decoder, again;
    for (const auto& each : sample::commands()) {
        std::string changed = each.frame;
        for (std::size_t at = 0; at < each.frame.size(); ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                changed[at] = static_cast<char>(byte);
                const auto command = decoder.decode_command(changed);
                if (!command) continue;
                const std::string canonical = encoded(*command);
                const auto reread = again.decode_command(canonical);
                if (!reread || encoded(*reread) != canonical) FAIL(changed);
            }
            changed[at] = each.frame[at];
        }
    }
}
