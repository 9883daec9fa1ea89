#pragma once

#include "shared/protocol/field_reader.hpp"

#include <array>
#include <cstddef>

/// What both directions of decoding share.
namespace stimchat::protocol {

/// The entry of that name in a table of types, or null with the fault `unknown_type`.
template <class Type, std::size_t Size>
const Type* find_type(FieldReader& in, const std::array<Type, Size>& types, std::string_view name) {
    if (in.fault()) return nullptr;
    for (const Type& type : types)
        if (type.name == name) return &type;
    in.fail(NackCode::unknown_type, field::type);
    return nullptr;
}

/// The frame's message_id if it has a valid one, whatever else is wrong with it.
std::optional<MessageId> message_id_of(const JsonFrame& frame, std::string& scratch);

template <class Message>
Result<Message, DecodeFault> decode_frame(std::string_view text, std::string& scratch, Message (*read)(FieldReader&)) {
    JsonFrame frame;
    if (const auto fault = read_json_frame(text, frame))
        return failure(DecodeFault{fault->code, {}, fault->at_byte, std::nullopt});
    FieldReader in(frame, scratch);
    Message message = read(in);
    if (!in.fault()) return message;
    DecodeFault fault = *in.fault();
    fault.message_id = message_id_of(frame, scratch);
    return failure(fault);
}

}  // namespace stimchat::protocol
