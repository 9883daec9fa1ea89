#include "shared/tests/protocol/sample_frames.hpp"
#include "shared/tests/protocol/test_files.hpp"
#include "shared/validation/text.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::protocol;

namespace {

/// What a decoder made of a vector's frame.
struct Outcome {
    std::string canonical;  ///< empty if refused
    std::string code;
    std::string field;
    std::string message_id;
};

template <class Message>
Outcome outcome_of(const Result<Message, DecodeFault>& result) {
    if (result) return {sample::encoded(*result), "", "", ""};
    const DecodeFault& fault = result.error();
    return {"", std::string(rule_of(fault.code).name), std::string(fault.field),
            fault.message_id ? std::string(view(to_text(*fault.message_id))) : ""};
}

void check_vector(const test::Vector& vector) {
    CAPTURE(vector.require_text("name"));
    const std::string frame = vector.frame();
    const std::string direction = vector.require_text("direction");
    CHECK((direction == "command" || direction == "server"));
    Decoder decoder;
    const Outcome outcome = direction == "command" ? outcome_of(decoder.decode_command(frame))
                                                   : outcome_of(decoder.decode_server_message(frame));
    CHECK(outcome.canonical == vector.text("canonical").value_or(""));
    CHECK(outcome.code == vector.text("code").value_or(""));
    CHECK(outcome.field == vector.text("field").value_or(""));
    CHECK(outcome.message_id == vector.text("message_id").value_or(""));
}

void check_vectors(const std::string& name) {
    const auto vectors = test::read_vectors(name);
    CHECK(vectors.size() > 30);
    for (const test::Vector& vector : vectors)
        check_vector(vector);
}

}  // namespace

TEST_CASE("the vectors of commands hold") {
    check_vectors("commands.json");
}

TEST_CASE("the vectors of server messages hold") {
    check_vectors("server_messages.json");
}

TEST_CASE("the vectors of frames that are no messages hold, in both directions") {
    check_vectors("frames.json");
    for (const test::Vector& vector : test::read_vectors("frames.json")) {
        Decoder decoder;
        const auto message = decoder.decode_server_message(vector.frame());
        REQUIRE_FALSE(message);
        CHECK(rule_of(message.error().code).name == vector.require_text("code"));
    }
}

TEST_CASE("the vectors of texts hold") {
    for (const test::Vector& vector : test::read_vectors("texts.json")) {
        CAPTURE(vector.require_text("name"));
        const auto check = validation::check_text(vector.require_text("text"));
        CHECK(check.code_points == vector.require_integer("code_points"));
        CHECK((check.fault ? rule_of(*check.fault).name : "") == vector.text("code").value_or(""));
    }
}
