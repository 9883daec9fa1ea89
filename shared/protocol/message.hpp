#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/protocol/nack_codes.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

/// What goes over the WebSocket, as types. A *command* goes from client to server and is answered by exactly one
/// *reply*, ACK or NACK, with its message_id. A *push* comes from the server unasked.
///
/// Text fields are views: into the frame or the decoder's scratch when decoded (valid until the decoder's next call),
/// into whatever the caller holds when encoded.
namespace stimchat::protocol {

/// Where a push or an accepted message stands in its conversation. Offsets count from 1 within an epoch, without gaps,
/// for each member: a member sees its own messages' offsets in the ACKs.
struct StreamPosition {
    std::uint32_t epoch = 0;  ///< changes whenever the server can no longer vouch for the old stream
    std::uint64_t offset = 0;
    friend constexpr bool operator==(const StreamPosition&, const StreamPosition&) = default;
};

// --- commands --------------------------------------------------------------------------------------------------------

/// First command on every connection, within limits::hello_timeout.
struct Hello {
    std::uint32_t version = 0;
    std::string_view token;
    std::string_view client;  ///< name and version of the client software, for statistics; may be empty
    bool take_over = false;   ///< close the participant's other live session instead of being refused
};
struct Find {
    std::uint32_t terms = 0;  ///< the version of the terms the person agreed to
};
struct Cancel {};
struct SendText {
    ConversationId conversation;
    std::string_view text;
};
struct Leave {
    ConversationId conversation;
};
/// Asks for a sign of life; answered by an ACK.
struct Ping {};

using CommandBody = std::variant<Hello, Find, Cancel, SendText, Leave, Ping>;

struct Command {
    MessageId message_id;
    CommandBody body;
};

// --- replies ---------------------------------------------------------------------------------------------------------

struct Ack {
    MessageId message_id;
    std::optional<ConversationId> conversation;  ///< with `position`: where an accepted text stands
    std::optional<StreamPosition> position;
};
struct Nack {
    MessageId message_id;
    NackCode code{};
    std::string_view text;                ///< a sentence for a person; empty when encoding = the code's own sentence
    std::optional<Duration> retry_after;  ///< when trying again makes sense; absent: not without a change
    std::string_view field = {};          ///< what was wrong in the command, e.g. "data.text"; empty if no field was
};

// --- pushes ----------------------------------------------------------------------------------------------------------

/// Follows the ACK of a HELLO.
struct Welcome {
    SessionId session;
    std::uint32_t version = 0;
    Duration heartbeat_interval;
    Duration search_timeout;
    Duration report_window;
};
struct NewMatch {
    ConversationId conversation;
    StreamPosition position;
    Alias you;
    Alias partner;
};
struct TextReceived {
    MessageId message_id;  ///< the sender's
    ConversationId conversation;
    StreamPosition position;
    Alias sender;
    std::string_view text;
};
enum class SearchEnd : std::uint8_t { timed_out, draining };
struct SearchEnded {
    SearchEnd reason{};
};
enum class ConversationEnd : std::uint8_t { partner_left, you_left, draining };
struct ConversationEnded {
    ConversationId conversation;
    StreamPosition position;
    ConversationEnd reason{};
};
/// Comes before close code 4001.
struct Banned {
    std::string_view reason;       ///< plain words
    std::optional<Instant> until;  ///< absent: permanent
};
/// A frame that could not even be related to a message_id was refused.
struct Error {
    NackCode code{};
    std::string_view text;        ///< empty when encoding = the code's own sentence
    std::string_view field = {};  ///< as in Nack
};

using ServerBody =
    std::variant<Ack, Nack, Welcome, NewMatch, TextReceived, SearchEnded, ConversationEnded, Banned, Error>;

struct ServerMessage {
    Instant timestamp;  ///< set by the server
    ServerBody body;
};

}  // namespace stimchat::protocol
