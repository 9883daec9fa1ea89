#pragma once

#include "shared/core/ids.hpp"
#include "shared/protocol/codec.hpp"
#include "shared/protocol/json_frame.hpp"
#include "shared/protocol/wire_names.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace stimchat::protocol {

/// The second step of decoding: takes values out of a frame that is known to be JSON. The first fault sticks; after it,
/// everything reads as its default. So a message is read straight through, and asked at the end whether it was all
/// there.
///
/// `*_if`: absent if the field is left out or null. Without: that is a fault, `missing_field`.
class FieldReader {
  public:
    /// `scratch` takes texts that were written with escapes; views of it are handed out.
    FieldReader(const JsonFrame& frame, std::string& scratch) : frame_(frame), scratch_(scratch) { scratch_.clear(); }

    std::string_view text(Field field);
    std::optional<std::string_view> text_if(Field field);
    /// A text that must say something.
    std::string_view sentence(Field field);
    bool boolean(Field field);
    std::optional<bool> boolean_if(Field field);
    std::uint64_t integer(Field field, std::uint64_t max = limits::json_integer_max);
    std::optional<std::uint64_t> integer_if(Field field, std::uint64_t max = limits::json_integer_max);
    std::uint32_t number(Field field);
    Duration duration(Field field);
    std::optional<Instant> instant_if(Field field);
    Instant instant(Field field);
    Alias alias(Field field);
    StreamPosition position();
    /// A position with its conversation, from the envelope.
    KnownPosition known_position();
    /// The same; absent if the frame has none of the three fields.
    std::optional<KnownPosition> known_position_if();
    template <class SomeId>
    SomeId id(Field field) {
        return parsed<SomeId>(field, parse_id<SomeId>);
    }
    /// A text that `parse` turns into a value, or `invalid_value`.
    template <class Value, class Parse>
    Value parsed(Field field, Parse parse) {
        const std::string_view raw = text(field);
        if (fault_) return {};
        if (const std::optional<Value> value = parse(raw)) return *value;
        fail(NackCode::invalid_value, field);
        return {};
    }
    template <class SomeId>
    std::optional<SomeId> id_if(Field field) {
        if (!has(field)) return std::nullopt;
        return id<SomeId>(field);
    }

    bool has(Field field) { return find(field) != nullptr; }
    void fail(NackCode code, Field field);
    const std::optional<DecodeFault>& fault() const { return fault_; }

  private:
    /// Null if left out or null.
    const JsonMember* find(Field field);
    /// The same, and a fault if it is null.
    const JsonMember* require(Field field);
    std::optional<std::string_view> text_of(Field field, const JsonMember* member);
    std::optional<bool> boolean_of(Field field, const JsonMember* member);
    std::optional<std::uint64_t> integer_of(Field field, const JsonMember* member, std::uint64_t max);

    const JsonFrame& frame_;
    std::string& scratch_;
    std::uint32_t envelope_start_ = 0;
    std::uint32_t data_start_ = 0;
    std::optional<DecodeFault> fault_;
};

}  // namespace stimchat::protocol
