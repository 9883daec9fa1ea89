#include "shared/tests/protocol/sample_frames.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::protocol;
using sample::encoded;

TEST_CASE("each command is written in its canonical form") {
    for (const auto& each : sample::commands())
        CHECK(encoded(each.message) == each.frame);
}

TEST_CASE("each server message is written in its canonical form") {
    for (const auto& each : sample::server_messages())
        CHECK(encoded(each.message) == each.frame);
}

TEST_CASE("encoding appends") {
    std::string out = "before";
    encode(Command{sample::message_id, Ping{}}, out);
    CHECK(out == R"(before{"type":"PING","message_id":"0190a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a5b"})");
}

TEST_CASE("a refusal without words of its own gets its code's sentence") {
    const std::string nack = encoded(ServerMessage{{}, Nack{sample::message_id, NackCode::banned, "", {}}});
    CHECK(nack.find(rule_of(NackCode::banned).sentence) != std::string::npos);
    const std::string error = encoded(ServerMessage{{}, Error{NackCode::not_json, ""}});
    CHECK(error.find(rule_of(NackCode::not_json).sentence) != std::string::npos);
}

TEST_CASE("an ACK with half a position is written without any") {
    const std::string plain = encoded(ServerMessage{{}, Ack{sample::message_id, {}, {}}});
    CHECK(encoded(ServerMessage{{}, Ack{sample::message_id, sample::conversation, {}}}) == plain);
    CHECK(encoded(ServerMessage{{}, Ack{sample::message_id, {}, sample::position}}) == plain);
}

TEST_CASE("negative times to wait are written as none") {
    const std::string nack =
        encoded(ServerMessage{{}, Nack{sample::message_id, NackCode::rate_limited, "", milliseconds(-5)}});
    CHECK(nack.find(R"("retry_after_ms":0)") != std::string::npos);
}
