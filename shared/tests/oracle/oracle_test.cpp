#include "shared/protocol/json_frame.hpp"
#include "shared/tests/oracle/frame_mutator.hpp"
#include "shared/tests/oracle/json_oracle.hpp"
#include "shared/tests/protocol/sample_frames.hpp"
#include "shared/tests/protocol/test_files.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::protocol;
namespace json = boost::json;
using oracle::Direction;

namespace {

std::vector<std::string> seed_frames() {
    std::vector<std::string> frames;
    for (const auto& each : sample::commands())
        frames.push_back(each.frame);
    for (const auto& each : sample::server_messages())
        frames.push_back(each.frame);
    for (const char* name : {"commands.json", "server_messages.json", "frames.json"})
        for (const test::Vector& vector : test::read_vectors(name))
            frames.push_back(vector.frame());
    return frames;
}

struct Tally {
    std::size_t frames = 0;
    std::size_t messages = 0;
};

template <class Message>
void compare(Direction direction, const std::string& frame, const oracle::Verdict& verdict,
             const Result<Message, DecodeFault>& decoded, Tally& tally) {
    const auto expected =
        verdict.is_frame ? oracle::expected_message(direction, verdict.value.as_object()) : std::nullopt;
    if (decoded.has_value() != expected.has_value()) {
        FAIL("the oracle ", (expected ? "accepts: " : "refuses: "), frame);
        return;
    }
    if (!decoded) return;
    ++tally.messages;
    json::object actual = json::parse(sample::encoded(*decoded)).as_object();
    if (actual["type"] == "NACK") actual["data"].as_object().erase("retryable");
    if (actual != *expected) FAIL(frame, "\nis read as ", json::serialize(actual));
}

void compare_with_oracle(const std::string& frame, Tally& tally) {
    const oracle::Verdict verdict = oracle::judge(frame);
    if (verdict.unsure) return;
    JsonFrame json_frame;
    const bool is_frame = !read_json_frame(frame, json_frame);
    if (is_frame != verdict.is_frame) FAIL("the oracle ", (verdict.is_frame ? "accepts: " : "refuses: "), frame);
    tally.frames += is_frame ? 1 : 0;

    Decoder decoder;
    compare(Direction::command, frame, verdict, decoder.decode_command(frame), tally);
    compare(Direction::server, frame, verdict, decoder.decode_server_message(frame), tally);
}

std::uint64_t seed_from_outside(std::uint64_t otherwise) {
    const char* text = std::getenv("STIMCHAT_TEST_SEED");
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace

TEST_CASE("known frames are read as another JSON library and another schema read them") {
    Tally tally;
    for (const std::string& frame : seed_frames())
        compare_with_oracle(frame, tally);
    CHECK(tally.messages > 60);
}

TEST_CASE("mutated frames are read as another JSON library and another schema read them") {
    const std::uint64_t seed = seed_from_outside(20260301);
    MESSAGE("STIMCHAT_TEST_SEED=", seed);
    oracle::FrameMutator mutator(seed_frames(), seed);
    Tally tally;
    constexpr std::size_t rounds = 40'000;
    for (std::size_t i = 0; i < rounds; ++i)
        compare_with_oracle(mutator.next(), tally);
    // Else the comparison would not mean much.
    CHECK(tally.frames > rounds / 5);
    CHECK(tally.messages > rounds / 10);
}

TEST_CASE("another JSON library reads the same in the files of vectors") {
    for (const char* name : {"commands.json", "server_messages.json", "frames.json", "texts.json"}) {
        CAPTURE(name);
        const json::value file = json::parse(test::read_file(std::string("shared/tests/vectors/") + name));
        const auto vectors = test::read_vectors(name);
        REQUIRE(file.as_array().size() == vectors.size());
        for (std::size_t i = 0; i < vectors.size(); ++i)
            for (const auto& member : file.as_array()[i].as_object())
                if (member.value().is_string())
                    CHECK(vectors[i].require_text(member.key()) == std::string_view(member.value().as_string()));
    }
}
