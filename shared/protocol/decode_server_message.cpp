#include "shared/protocol/codec.hpp"
#include "shared/protocol/decode_frame.hpp"
#include "shared/protocol/enum_names.hpp"

namespace stimchat::protocol {
namespace {

// --- replies ---------------------------------------------------------------------------------------------------------

ServerBody read_ack(FieldReader& in) {
    Ack ack;
    ack.message_id = in.id<MessageId>(field::message_id);
    if (const auto accepted = in.known_position_if()) {
        ack.conversation = accepted->conversation;
        ack.position = accepted->position;
    }
    return ack;
}

ServerBody read_nack(FieldReader& in) {
    Nack nack;
    nack.message_id = in.id<MessageId>(field::message_id);
    nack.code = in.parsed<NackCode>(field::code, parse_nack_code);
    nack.text = in.sentence(field::text);
    nack.field = in.text_if(field::field).value_or(std::string_view());
    in.boolean(field::retryable);  // follows from the code: checked, not kept
    if (const auto ms = in.integer_if(field::retry_after_ms))
        nack.retry_after = milliseconds(static_cast<std::int64_t>(*ms));
    return nack;
}

// --- pushes ----------------------------------------------------------------------------------------------------------

ServerBody read_welcome(FieldReader& in) {
    Welcome welcome;
    welcome.session = in.id<SessionId>(field::session_id);
    welcome.version = in.number(field::version);
    welcome.recovered = in.boolean(field::recovered);
    welcome.standing = in.parsed<Standing>(field::standing, parse_standing);
    welcome.sessions_max = in.number(field::sessions_max);
    welcome.resume_window = in.duration(field::resume_window_ms);
    welcome.heartbeat_interval = in.duration(field::heartbeat_interval_ms);
    welcome.search_timeout = in.duration(field::search_timeout_ms);
    welcome.report_window = in.duration(field::report_window_ms);
    return welcome;
}

ServerBody read_new_match(FieldReader& in) {
    NewMatch match;
    match.conversation = in.id<ConversationId>(field::conversation_id);
    match.you = in.alias(field::you);
    match.partner = in.alias(field::partner);
    match.position = in.position();
    return match;
}

ServerBody read_text_received(FieldReader& in) {
    TextReceived received;
    received.message_id = in.id<MessageId>(field::message_id);
    received.conversation = in.id<ConversationId>(field::conversation_id);
    received.sender = in.alias(field::sender);
    received.text = in.text(field::text);
    received.position = in.position();
    return received;
}

ServerBody read_search_ended(FieldReader& in) {
    return SearchEnded{in.parsed<SearchEnd>(field::reason, parse_search_end)};
}

ServerBody read_conversation_ended(FieldReader& in) {
    ConversationEnded ended;
    ended.conversation = in.id<ConversationId>(field::conversation_id);
    ended.reason = in.parsed<ConversationEnd>(field::reason, parse_conversation_end);
    ended.position = in.position();
    return ended;
}

ServerBody read_banned(FieldReader& in) {
    Banned banned;
    banned.reason = in.text(field::reason);
    banned.until = in.instant_if(field::until);
    return banned;
}

ServerBody read_error(FieldReader& in) {
    Error error;
    error.code = in.parsed<NackCode>(field::code, parse_nack_code);
    error.text = in.sentence(field::text);
    error.field = in.text_if(field::field).value_or(std::string_view());
    return error;
}

ServerBody read_presence_changed(FieldReader& in) {
    PresenceChanged changed;
    changed.conversation = in.id<ConversationId>(field::conversation_id);
    changed.sender = in.alias(field::sender);
    changed.presence = in.parsed<Presence>(field::presence, parse_presence);
    return changed;
}

ServerBody read_typing_changed(FieldReader& in) {
    TypingChanged changed;
    changed.conversation = in.id<ConversationId>(field::conversation_id);
    changed.sender = in.alias(field::sender);
    changed.is_typing = in.boolean(field::typing);
    return changed;
}

ServerBody read_seen_up_to(FieldReader& in) {
    SeenUpTo seen;
    seen.up_to = in.known_position();
    seen.sender = in.alias(field::sender);
    return seen;
}

ServerBody read_system(FieldReader& in) {
    System system;
    system.notice = in.parsed<SystemNotice>(field::notice, parse_system_notice);
    if (const auto ms = in.integer_if(field::retry_after_ms))
        system.retry_after = milliseconds(static_cast<std::int64_t>(*ms));
    return system;
}

struct ServerType {
    std::string_view name;
    ServerBody (*read)(FieldReader&);
};

constexpr std::array<ServerType, std::variant_size_v<ServerBody>> server_types{{
    {type_name::ack, read_ack},
    {type_name::nack, read_nack},
    {type_name::welcome, read_welcome},
    {type_name::new_match, read_new_match},
    {type_name::chat_message, read_text_received},
    {type_name::search_ended, read_search_ended},
    {type_name::conversation_ended, read_conversation_ended},
    {type_name::banned, read_banned},
    {type_name::error, read_error},
    {type_name::presence, read_presence_changed},
    {type_name::typing_indicator, read_typing_changed},
    {type_name::read_receipt, read_seen_up_to},
    {type_name::system, read_system},
}};

ServerMessage read_server_message(FieldReader& in) {
    const std::string_view type = in.text(field::type);
    ServerMessage message;
    if (const ServerType* found = find_type(in, server_types, type)) message.body = found->read(in);
    message.timestamp = in.instant(field::timestamp);
    return message;
}

}  // namespace

Result<ServerMessage, DecodeFault> Decoder::decode_server_message(std::string_view frame) {
    return decode_frame<ServerMessage>(frame, scratch_, read_server_message);
}

}  // namespace stimchat::protocol
