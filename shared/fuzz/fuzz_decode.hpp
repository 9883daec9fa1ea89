#pragma once

#include "shared/fuzz/fuzz_property.hpp"
#include "shared/protocol/codec.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/tests/oracle/json_oracle.hpp"

#include <boost/json/parse.hpp>

/// What must hold for any bytes, in either direction.
namespace stimchat::fuzz {

/// A fault says where it is: within the frame, and at a field that has a name.
inline void check_fault(std::string_view frame, const protocol::DecodeFault& fault) {
    require(fault.at_byte <= frame.size(), "a fault is within the frame");
    const bool of_a_field = fault.code == protocol::NackCode::missing_field ||
                            fault.code == protocol::NackCode::unknown_type || fault.message_id.has_value();
    require(!of_a_field || !fault.field.empty(), "a fault of a field names it");
}

/// Decoded, encoded and decoded again, a message is the same, and its encoding canonical.
template <class Message, class Decode>
std::string check_round_trip(const Message& message, const Decode& decode) {
    std::string canonical, again;
    encode(message, canonical);
    protocol::Decoder decoder;
    const auto reread = decode(decoder, canonical);
    require(reread.has_value(), "a canonical frame is read");
    encode(*reread, again);
    require(canonical == again, "encoding is canonical");
    return canonical;
}

/// Another JSON library, and the schema written down a second time, agree.
template <class Result>
void check_with_oracle(oracle::Direction direction, std::string_view frame, const Result& result,
                       const std::string& canonical) {
    const oracle::Verdict verdict = oracle::judge(frame);
    if (verdict.unsure) return;
    const auto expected =
        verdict.is_frame ? oracle::expected_message(direction, verdict.value.as_object()) : std::nullopt;
    require(result.has_value() == expected.has_value(), "the oracle accepts the same frames");
    if (!expected) return;
    boost::json::object actual = boost::json::parse(canonical).as_object();
    if (actual["type"] == "NACK") actual["data"].as_object().erase("retryable");
    require(actual == *expected, "the oracle reads the same values");
}

template <class Decode>
void check_decoding(oracle::Direction direction, std::string_view frame, const Decode& decode) {
    static protocol::Decoder decoder;  // kept, so that one frame's scratch meets the next frame
    const auto result = decode(decoder, frame);
    std::string canonical;
    if (result) {
        canonical = check_round_trip(*result, decode);
    } else {
        check_fault(frame, result.error());
    }
    check_with_oracle(direction, frame, result, canonical);
}

}  // namespace stimchat::fuzz
