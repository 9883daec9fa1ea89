#include "shared/protocol/decode_frame.hpp"

namespace stimchat::protocol {

std::optional<MessageId> message_id_of(const JsonFrame& frame, std::string& scratch) {
    FieldReader in(frame, scratch);
    const MessageId id = in.id<MessageId>(field::message_id);
    if (in.fault()) return std::nullopt;
    return id;
}

}  // namespace stimchat::protocol
