#include "shared/protocol/field_reader.hpp"

#include "shared/core/rfc3339.hpp"
#include "shared/protocol/json_text.hpp"

namespace stimchat::protocol {

void FieldReader::fail(NackCode code, Field field) {
    if (fault_) return;
    const JsonMember* member = code == NackCode::missing_field ? nullptr : find(field);
    fault_ = DecodeFault{code, field.path, member ? member->value.begin : frame_.text.size(), std::nullopt};
}

const JsonMember* FieldReader::find(Field field) {
    if (fault_) return nullptr;
    std::uint32_t& start = field.in_data() ? data_start_ : envelope_start_;
    const JsonMember* member =
        find_member(frame_, field.in_data() ? frame_.data : frame_.envelope, field.name(), start);
    return member && member->kind != JsonKind::null ? member : nullptr;
}

const JsonMember* FieldReader::require(Field field) {
    const JsonMember* member = find(field);
    if (member || fault_) return member;
    if (!field.in_data()) {
        fail(NackCode::missing_field, field);
        return nullptr;
    }
    const JsonMember* data = find(field::data);
    if (!data) {
        fail(NackCode::missing_field, field::data);
    } else if (data->kind != JsonKind::object) {
        fail(NackCode::wrong_type, field::data);
    } else {
        fail(NackCode::missing_field, field);
    }
    return nullptr;
}

// --- text ------------------------------------------------------------------------------------------------------------

std::optional<std::string_view> FieldReader::text_of(Field field, const JsonMember* member) {
    if (!member) return std::nullopt;
    if (member->kind == JsonKind::string) return frame_.at(member->value);
    if (member->kind != JsonKind::escaped_string) {
        fail(NackCode::wrong_type, field);
        return std::nullopt;
    }
    // All texts together are shorter than the frame, so that what was handed out before does not move.
    scratch_.reserve(frame_.text.size());
    const std::size_t begin = scratch_.size();
    append_unescaped(frame_.at(member->value), scratch_);
    return std::string_view(scratch_).substr(begin);
}

std::string_view FieldReader::text(Field field) {
    return text_of(field, require(field)).value_or(std::string_view());
}

std::optional<std::string_view> FieldReader::text_if(Field field) {
    return text_of(field, find(field));
}

std::string_view FieldReader::sentence(Field field) {
    const std::string_view value = text(field);
    if (value.empty()) fail(NackCode::invalid_value, field);
    return value;
}

// --- truth and numbers -----------------------------------------------------------------------------------------------

std::optional<bool> FieldReader::boolean_of(Field field, const JsonMember* member) {
    if (!member) return std::nullopt;
    if (member->kind == JsonKind::boolean) return frame_.at(member->value) == "true";
    fail(NackCode::wrong_type, field);
    return std::nullopt;
}

bool FieldReader::boolean(Field field) {
    return boolean_of(field, require(field)).value_or(false);
}

std::optional<bool> FieldReader::boolean_if(Field field) {
    return boolean_of(field, find(field));
}

namespace {

/// Of a JSON integer. Absent if it is negative, -0 included, or above `max`, which is at most limits::json_integer_max.
std::optional<std::uint64_t> integer_within(std::string_view digits, std::uint64_t max) {
    std::uint64_t value = 0;
    for (const char c : digits) {
        if (c == '-') return std::nullopt;
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
        if (value > max) return std::nullopt;
    }
    return value;
}

}  // namespace

std::optional<std::uint64_t> FieldReader::integer_of(Field field, const JsonMember* member, std::uint64_t max) {
    if (!member) return std::nullopt;
    if (member->kind != JsonKind::integer) {
        fail(NackCode::wrong_type, field);
        return std::nullopt;
    }
    if (const auto value = integer_within(frame_.at(member->value), max)) return value;
    fail(NackCode::invalid_value, field);
    return std::nullopt;
}

std::uint64_t FieldReader::integer(Field field, std::uint64_t max) {
    return integer_of(field, require(field), max).value_or(0);
}

std::optional<std::uint64_t> FieldReader::integer_if(Field field, std::uint64_t max) {
    return integer_of(field, find(field), max);
}

std::uint32_t FieldReader::number(Field field) {
    return static_cast<std::uint32_t>(integer(field, std::numeric_limits<std::uint32_t>::max()));
}

// --- time and aliases ------------------------------------------------------------------------------------------------

Duration FieldReader::duration(Field field) {
    return milliseconds(static_cast<std::int64_t>(integer(field)));
}

Instant FieldReader::instant(Field field) {
    return parsed<Instant>(field, parse_rfc3339);
}

std::optional<Instant> FieldReader::instant_if(Field field) {
    if (!has(field)) return std::nullopt;
    return instant(field);
}

Alias FieldReader::alias(Field field) {
    return parsed<Alias>(field, parse_alias);
}

StreamPosition FieldReader::position() {
    StreamPosition position;
    position.epoch = number(field::epoch);
    position.offset = integer(field::offset);
    return position;
}

KnownPosition FieldReader::known_position() {
    KnownPosition known;
    known.conversation = id<ConversationId>(field::conversation_id);
    known.position = position();
    return known;
}

// A place in a stream is all of it or nothing.
std::optional<KnownPosition> FieldReader::known_position_if() {
    if (!has(field::conversation_id) && !has(field::epoch) && !has(field::offset)) return std::nullopt;
    return known_position();
}

}  // namespace stimchat::protocol
