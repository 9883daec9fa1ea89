#include "shared/fuzz/random_messages.hpp"

#include "shared/protocol/limits.hpp"
#include "shared/protocol/nack_codes.hpp"
#include "shared/protocol/version.hpp"

#include <algorithm>
#include <optional>

namespace stimchat::fuzz {
namespace {

using namespace protocol;

constexpr MessageId unseen_message{0x4000, 0x8000000000000001};
constexpr ConversationId unseen_conversation{0x4000, 0x8000000000000002};
constexpr SessionId unseen_session{0x4000, 0x8000000000000003};

StreamPosition any_position(FuzzInput& input, const Seen& seen) {
    const StreamPosition last = seen.position;
    switch (input.below(6)) {
        case 0:
            return last;
        case 1:
            return {last.epoch, last.offset + 2};
        case 2:
            return {last.epoch + 1, last.offset + 1};
        case 3:
            return {input.byte(), input.number() & limits::json_integer_max};
        default:
            return {last.epoch, last.offset + 1};
    }
}

MessageId any_message_id(FuzzInput& input, const Seen& seen) {
    return seen.messages.pick(input, unseen_message);
}

ConversationId any_conversation(FuzzInput& input, const Seen& seen) {
    return seen.conversations.pick(input, unseen_conversation);
}

KnownPosition any_known(FuzzInput& input, const Seen& seen) {
    const ConversationId conversation = any_conversation(input, seen);
    return {conversation, any_position(input, seen)};
}

Alias any_alias(FuzzInput& input) {
    return Alias{static_cast<std::uint32_t>(input.below(3))};
}

template <class Enum>
Enum any_of(FuzzInput& input, std::size_t count) {
    return static_cast<Enum>(input.below(count));
}

std::optional<Duration> any_wait(FuzzInput& input) {
    constexpr std::array<std::int64_t, 5> waits_ms{0, 1, 125, 60'000, 9'007'199'254'740'991};
    if (input.coin()) return std::nullopt;
    return milliseconds(input.pick(waits_ms));
}

Hello any_hello(FuzzInput& input, const Seen& seen, std::string_view token) {
    Hello hello;
    hello.version = input.below(8) == 7 ? 0 : protocol_version;
    hello.token = token;
    const std::size_t fields = input.below(8);
    hello.take_over = (fields & 1) != 0;
    if ((fields & 2) != 0) hello.session = seen.sessions.pick(input, unseen_session);
    if ((fields & 4) != 0) hello.known = any_known(input, seen);
    return hello;
}

Ack any_ack(FuzzInput& input, const Seen& seen) {
    Ack ack{any_message_id(input, seen), {}, {}};
    if (input.coin()) return ack;
    ack.conversation = any_conversation(input, seen);
    ack.position = any_position(input, seen);
    return ack;
}

Welcome any_welcome(FuzzInput& input, const Seen& seen) {
    Welcome welcome;
    welcome.session = seen.sessions.pick(input, unseen_session);
    welcome.version = protocol_version;
    welcome.recovered = input.coin();
    welcome.standing = any_of<Standing>(input, 3);
    welcome.sessions_max = static_cast<std::uint32_t>(input.below(3));
    constexpr std::array<std::int64_t, 4> spans_ms{30'000, 60'000, 0, 9'007'199'254'740'991};
    welcome.resume_window = milliseconds(input.pick(spans_ms));
    welcome.heartbeat_interval = milliseconds(input.pick(spans_ms));
    welcome.search_timeout = milliseconds(input.pick(spans_ms));
    welcome.report_window = milliseconds(input.pick(spans_ms));
    return welcome;
}

}  // namespace

std::string_view any_text(FuzzInput& input) {
    static const std::string too_long(limits::text_code_points_max + 1, 'x');
    constexpr std::array<std::string_view, 5> texts{"hi", "", "\x01", "\xFF", "\U0001F600"};
    const std::size_t at = input.below(texts.size() + 1);
    return at < texts.size() ? texts[at] : std::string_view(too_long);
}

CommandBody any_command(FuzzInput& input, const Seen& seen, std::string_view token) {
    switch (input.below(9)) {
        case 0:
            return any_hello(input, seen, token);
        case 1:
            return Find{input.below(8) == 7 ? 0 : terms_version};
        case 2:
            return Cancel{};
        case 3: {
            const ConversationId conversation = any_conversation(input, seen);
            return SendText{conversation, any_text(input)};
        }
        case 4:
            return Leave{any_conversation(input, seen)};
        case 5:
            return SetPresence{any_of<Presence>(input, 3)};
        case 6: {
            const ConversationId conversation = any_conversation(input, seen);
            return SetTyping{conversation, input.coin()};
        }
        case 7:
            return MarkSeen{any_known(input, seen)};
        default:
            return Ping{};
    }
}

ServerBody any_server_body(FuzzInput& input, const Seen& seen) {
    switch (input.below(14)) {
        case 0:
            return any_ack(input, seen);
        case 1: {
            const MessageId id = any_message_id(input, seen);
            const auto code = any_of<NackCode>(input, nack_rules.size());
            return Nack{id, code, {}, any_wait(input)};
        }
        case 2:
            return any_welcome(input, seen);
        case 3: {
            const KnownPosition known = any_known(input, seen);
            const Alias you = any_alias(input);
            return NewMatch{known.conversation, known.position, you, any_alias(input)};
        }
        case 4:
        case 5: {
            const KnownPosition known = any_known(input, seen);
            const MessageId id = any_message_id(input, seen);
            const Alias sender = any_alias(input);
            return TextReceived{id, known.conversation, known.position, sender, any_text(input)};
        }
        case 6:
            return SearchEnded{any_of<SearchEnd>(input, 3)};
        case 7: {
            const KnownPosition known = any_known(input, seen);
            return ConversationEnded{known.conversation, known.position, any_of<ConversationEnd>(input, 3)};
        }
        case 8: {
            if (input.coin()) return Banned{"reason", {}};
            return Banned{"reason", Instant{static_cast<std::int64_t>(input.number() >> 1)}};
        }
        case 9:
            return Error{any_of<NackCode>(input, nack_rules.size()), {}};
        case 10: {
            const ConversationId conversation = any_conversation(input, seen);
            const Alias sender = any_alias(input);
            return PresenceChanged{conversation, sender, any_of<Presence>(input, 3)};
        }
        case 11: {
            const ConversationId conversation = any_conversation(input, seen);
            const Alias sender = any_alias(input);
            return TypingChanged{conversation, sender, input.coin()};
        }
        case 12: {
            const KnownPosition known = any_known(input, seen);
            return SeenUpTo{known, any_alias(input)};
        }
        default:
            return System{SystemNotice::draining, any_wait(input)};
    }
}

void mutate(FuzzInput& input, std::string& frame) {
    for (std::size_t changes = input.below(4); changes > 0 && !frame.empty(); --changes) {
        const std::size_t at = (input.byte() * std::size_t{256} + input.byte()) % frame.size();
        switch (input.below(3)) {
            case 0:
                frame[at] = static_cast<char>(input.byte());
                break;
            case 1:
                frame.erase(at, input.below(16));
                break;
            default:
                frame.insert(at, input.bytes(8));
                break;
        }
    }
}

}  // namespace stimchat::fuzz
