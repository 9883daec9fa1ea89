#include "shared/protocol/codec.hpp"
#include "shared/protocol/decode_frame.hpp"

namespace stimchat::protocol {
namespace {

CommandBody read_hello(FieldReader& in) {
    Hello hello;
    hello.version = in.number(field::version);
    hello.token = in.text(field::token);
    hello.client = in.text_if(field::client).value_or(std::string_view());
    hello.take_over = in.boolean_if(field::take_over).value_or(false);
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
