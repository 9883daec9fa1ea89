#include "shared/protocol/codec.hpp"
#include "shared/protocol/decode_frame.hpp"
#include "shared/protocol/enum_names.hpp"

namespace stimchat::protocol {
namespace {

CommandBody read_hello(FieldReader& in) {
    Hello hello;
    hello.version = in.number(field::version);
    hello.token = in.text(field::token);
    hello.client = in.text_if(field::client).value_or(std::string_view());
    hello.take_over = in.boolean_if(field::take_over).value_or(false);
    hello.session = in.id_if<SessionId>(field::session_id);
    hello.known = in.known_position_if();
    return hello;
}

CommandBody read_find(FieldReader& in) {
    return Find{in.number(field::terms)};
}

CommandBody read_cancel(FieldReader&) {
    return Cancel{};
}

CommandBody read_send_text(FieldReader& in) {
    SendText send;
    send.conversation = in.id<ConversationId>(field::conversation_id);
    send.text = in.text(field::text);
    return send;
}

CommandBody read_leave(FieldReader& in) {
    return Leave{in.id<ConversationId>(field::conversation_id)};
}

CommandBody read_ping(FieldReader&) {
    return Ping{};
}

CommandBody read_set_presence(FieldReader& in) {
    return SetPresence{in.parsed<Presence>(field::presence, parse_presence)};
}

CommandBody read_set_typing(FieldReader& in) {
    SetTyping set;
    set.conversation = in.id<ConversationId>(field::conversation_id);
    set.is_typing = in.boolean(field::typing);
    return set;
}

CommandBody read_mark_seen(FieldReader& in) {
    return MarkSeen{in.known_position()};
}

struct CommandType {
    std::string_view name;
    CommandBody (*read)(FieldReader&);
};

constexpr std::array<CommandType, std::variant_size_v<CommandBody>> command_types{{
    {type_name::hello, read_hello},
    {type_name::find, read_find},
    {type_name::cancel, read_cancel},
    {type_name::chat_message, read_send_text},
    {type_name::leave, read_leave},
    {type_name::ping, read_ping},
    {type_name::presence, read_set_presence},
    {type_name::typing_indicator, read_set_typing},
    {type_name::read_receipt, read_mark_seen},
}};

Command read_command(FieldReader& in) {
    const std::string_view type = in.text(field::type);
    Command command;
    command.message_id = in.id<MessageId>(field::message_id);
    if (const CommandType* found = find_type(in, command_types, type)) command.body = found->read(in);
    return command;
}

}  // namespace

Result<Command, DecodeFault> Decoder::decode_command(std::string_view frame) {
    return decode_frame<Command>(frame, scratch_, read_command);
}

}  // namespace stimchat::protocol
