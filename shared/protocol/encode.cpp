#include "shared/protocol/codec.hpp"
#include "shared/protocol/enum_names.hpp"
#include "shared/protocol/frame_writer.hpp"

namespace stimchat::protocol {
namespace {

// --- commands --------------------------------------------------------------------------------------------------------

FrameWriter begin(std::string& out, std::string_view type, MessageId message_id) {
    FrameWriter frame(out, type);
    frame.id(field::message_id, message_id);
    return frame;
}

void write(std::string& out, MessageId message_id, const Hello& hello) {
    FrameWriter frame = begin(out, type_name::hello, message_id);
    if (hello.known) frame.id(field::conversation_id, hello.known->conversation);
    frame.integer(field::version, hello.version);
    frame.text(field::token, hello.token);
    if (!hello.client.empty()) frame.text(field::client, hello.client);
    if (hello.take_over) frame.boolean(field::take_over, true);
    if (hello.session) frame.id(field::session_id, *hello.session);
    if (hello.known) frame.position(hello.known->position);
    frame.finish();
}

void write(std::string& out, MessageId message_id, const Find& find) {
    FrameWriter frame = begin(out, type_name::find, message_id);
    frame.integer(field::terms, find.terms);
    frame.finish();
}

void write(std::string& out, MessageId message_id, const Cancel&) {
    begin(out, type_name::cancel, message_id).finish();
}

void write(std::string& out, MessageId message_id, const SendText& send) {
    FrameWriter frame = begin(out, type_name::chat_message, message_id);
    frame.id(field::conversation_id, send.conversation);
    frame.text(field::text, send.text);
    frame.finish();
}

void write(std::string& out, MessageId message_id, const Leave& leave) {
    FrameWriter frame = begin(out, type_name::leave, message_id);
    frame.id(field::conversation_id, leave.conversation);
    frame.finish();
}

void write(std::string& out, MessageId message_id, const Ping&) {
    begin(out, type_name::ping, message_id).finish();
}

void write(std::string& out, MessageId message_id, const SetPresence& set) {
    FrameWriter frame = begin(out, type_name::presence, message_id);
    frame.text(field::presence, name_of(set.presence));
    frame.finish();
}

void write(std::string& out, MessageId message_id, const SetTyping& set) {
    FrameWriter frame = begin(out, type_name::typing_indicator, message_id);
    frame.id(field::conversation_id, set.conversation);
    frame.boolean(field::typing, set.is_typing);
    frame.finish();
}

void write(std::string& out, MessageId message_id, const MarkSeen& seen) {
    FrameWriter frame = begin(out, type_name::read_receipt, message_id);
    frame.id(field::conversation_id, seen.up_to.conversation);
    frame.position(seen.up_to.position);
    frame.finish();
}

// --- replies ---------------------------------------------------------------------------------------------------------

std::string_view sentence_or_own(NackCode code, std::string_view text) {
    return text.empty() ? rule_of(code).sentence : text;
}

void write(std::string& out, Instant timestamp, const Ack& ack) {
    FrameWriter frame = begin(out, type_name::ack, ack.message_id);
    const bool in_stream = ack.conversation && ack.position;
    if (in_stream) frame.id(field::conversation_id, *ack.conversation);
    frame.instant(field::timestamp, timestamp);
    if (in_stream) frame.position(*ack.position);
    frame.finish();
}

void write(std::string& out, Instant timestamp, const Nack& nack) {
    FrameWriter frame = begin(out, type_name::nack, nack.message_id);
    frame.text(field::code, rule_of(nack.code).name);
    frame.text(field::text, sentence_or_own(nack.code, nack.text));
    if (!nack.field.empty()) frame.text(field::field, nack.field);
    frame.boolean(field::retryable, rule_of(nack.code).retryable);
    if (nack.retry_after) frame.duration(field::retry_after_ms, *nack.retry_after);
    frame.instant(field::timestamp, timestamp);
    frame.finish();
}

// --- pushes ----------------------------------------------------------------------------------------------------------

void write(std::string& out, Instant timestamp, const Welcome& welcome) {
    FrameWriter frame(out, type_name::welcome);
    frame.id(field::session_id, welcome.session);
    frame.integer(field::version, welcome.version);
    frame.boolean(field::recovered, welcome.recovered);
    frame.text(field::standing, name_of(welcome.standing));
    frame.integer(field::sessions_max, welcome.sessions_max);
    frame.duration(field::resume_window_ms, welcome.resume_window);
    frame.duration(field::heartbeat_interval_ms, welcome.heartbeat_interval);
    frame.duration(field::search_timeout_ms, welcome.search_timeout);
    frame.duration(field::report_window_ms, welcome.report_window);
    frame.instant(field::timestamp, timestamp);
    frame.finish();
}

void write(std::string& out, Instant timestamp, const NewMatch& match) {
    FrameWriter frame(out, type_name::new_match);
    frame.id(field::conversation_id, match.conversation);
    frame.alias(field::you, match.you);
    frame.alias(field::partner, match.partner);
    frame.instant(field::timestamp, timestamp);
    frame.position(match.position);
    frame.finish();
}

void write(std::string& out, Instant timestamp, const TextReceived& received) {
    FrameWriter frame = begin(out, type_name::chat_message, received.message_id);
    frame.id(field::conversation_id, received.conversation);
    frame.alias(field::sender, received.sender);
    frame.text(field::text, received.text);
    frame.instant(field::timestamp, timestamp);
    frame.position(received.position);
    frame.finish();
}

void write(std::string& out, Instant timestamp, const SearchEnded& ended) {
    FrameWriter frame(out, type_name::search_ended);
    frame.text(field::reason, name_of(ended.reason));
    frame.instant(field::timestamp, timestamp);
    frame.finish();
}

void write(std::string& out, Instant timestamp, const ConversationEnded& ended) {
    FrameWriter frame(out, type_name::conversation_ended);
    frame.id(field::conversation_id, ended.conversation);
    frame.text(field::reason, name_of(ended.reason));
    frame.instant(field::timestamp, timestamp);
    frame.position(ended.position);
    frame.finish();
}

void write(std::string& out, Instant timestamp, const Banned& banned) {
    FrameWriter frame(out, type_name::banned);
    frame.text(field::reason, banned.reason);
    if (banned.until) frame.instant(field::until, *banned.until);
    frame.instant(field::timestamp, timestamp);
    frame.finish();
}

void write(std::string& out, Instant timestamp, const Error& error) {
    FrameWriter frame(out, type_name::error);
    frame.text(field::code, rule_of(error.code).name);
    frame.text(field::text, sentence_or_own(error.code, error.text));
    if (!error.field.empty()) frame.text(field::field, error.field);
    frame.instant(field::timestamp, timestamp);
    frame.finish();
}

void write(std::string& out, Instant timestamp, const PresenceChanged& changed) {
    FrameWriter frame(out, type_name::presence);
    frame.id(field::conversation_id, changed.conversation);
    frame.alias(field::sender, changed.sender);
    frame.text(field::presence, name_of(changed.presence));
    frame.instant(field::timestamp, timestamp);
    frame.finish();
}

void write(std::string& out, Instant timestamp, const TypingChanged& changed) {
    FrameWriter frame(out, type_name::typing_indicator);
    frame.id(field::conversation_id, changed.conversation);
    frame.alias(field::sender, changed.sender);
    frame.boolean(field::typing, changed.is_typing);
    frame.instant(field::timestamp, timestamp);
    frame.finish();
}

void write(std::string& out, Instant timestamp, const SeenUpTo& seen) {
    FrameWriter frame(out, type_name::read_receipt);
    frame.id(field::conversation_id, seen.up_to.conversation);
    frame.alias(field::sender, seen.sender);
    frame.instant(field::timestamp, timestamp);
    frame.position(seen.up_to.position);
    frame.finish();
}

void write(std::string& out, Instant timestamp, const System& system) {
    FrameWriter frame(out, type_name::system);
    frame.text(field::notice, name_of(system.notice));
    if (system.retry_after) frame.duration(field::retry_after_ms, *system.retry_after);
    frame.instant(field::timestamp, timestamp);
    frame.finish();
}

}  // namespace

// One overload of write() for each alternative: a new one without it does not compile.
void encode(const Command& command, std::string& out) {
    std::visit([&](const auto& body) { write(out, command.message_id, body); }, command.body);
}

void encode(const ServerMessage& message, std::string& out) {
    std::visit([&](const auto& body) { write(out, message.timestamp, body); }, message.body);
}

}  // namespace stimchat::protocol
