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
/// for each member: a member sees its own messages' offsets in the ACKs. NEW_MATCH, CHAT_MESSAGE and
/// CONVERSATION_ENDED have one; what only says how things are has none.
struct StreamPosition {
    std::uint32_t epoch = 0;  ///< changes whenever the server can no longer vouch for the old stream
    std::uint64_t offset = 0;
    friend constexpr bool operator==(const StreamPosition&, const StreamPosition&) = default;
};

// --- commands --------------------------------------------------------------------------------------------------------

/// What one side knows of a conversation: everything up to and including this position.
struct KnownPosition {
    ConversationId conversation;
    StreamPosition position;
    friend constexpr bool operator==(const KnownPosition&, const KnownPosition&) = default;
};

/// First command on every connection, within limits::hello_timeout. With `session` it asks to go on with that one.
struct Hello {
    std::uint32_t version = 0;
    std::string_view token;
    std::string_view client;  ///< name and version of the client software, for statistics; may be empty
    bool take_over = false;   ///< go on here instead of being refused because of a live connection elsewhere
    std::optional<SessionId> session = {};    ///< of the last WELCOME; its old connection, if still there, is replaced
    std::optional<KnownPosition> known = {};  ///< pushes after it are sent again; absent: all that there are
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
enum class Presence : std::uint8_t {
    here,
    away,  ///< the page is in the background, or the connection is lost and may come back
    gone,  ///< from the server only: will not come back
};
/// Whether the person has the page in front. One that says `away` is waited for longer after a loss.
struct SetPresence {
    Presence presence{};  ///< here or away
};
/// Counts for limits::typing_timeout, then it must be said again.
struct SetTyping {
    ConversationId conversation;
    bool is_typing = false;
};
/// All pushes up to this position have been seen by a person.
struct MarkSeen {
    KnownPosition up_to;
};

// SetPresence, SetTyping and MarkSeen say how things are: sent once, never again under the same message_id, and their
// answers are not remembered.
using CommandBody = std::variant<Hello, Find, Cancel, SendText, Leave, Ping, SetPresence, SetTyping, MarkSeen>;

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

/// Where a participant is, as the server sees it.
enum class Standing : std::uint8_t { idle, searching, chatting };

/// Follows the ACK of a HELLO. What the client missed comes next, in order.
struct Welcome {
    SessionId session;
    std::uint32_t version = 0;
    /// False if a session or position was named that the server does not have (any more). Whoever is `chatting` then
    /// gets a NEW_MATCH with the position from which on the stream can be had; who is not has no chat any more.
    bool recovered = false;
    Standing standing{};
    std::uint32_t sessions_max = 1;  ///< how many live sessions this participant may have at once
    Duration resume_window;          ///< how long a lost session waits for its connection
    Duration heartbeat_interval;
    Duration search_timeout;
    Duration report_window;
};
/// The participant is in this conversation, and its stream starts (again) after this position.
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
    Alias sender;  ///< may be one's own: said on another device, or its ACK was lost
    std::string_view text;
};
enum class SearchEnd : std::uint8_t {
    timed_out,
    draining,
    cancelled,  ///< on another device of the same participant
};
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
/// The pushes without a position of their own say how things are now, and are said again after a resume.
struct PresenceChanged {
    ConversationId conversation;
    Alias sender;
    Presence presence{};
};
struct TypingChanged {
    ConversationId conversation;
    Alias sender;
    bool is_typing = false;
};
struct SeenUpTo {
    KnownPosition up_to;
    Alias sender;
};
enum class SystemNotice : std::uint8_t {
    draining,  ///< the server is about to close the connection; come back after `retry_after`
};
struct System {
    SystemNotice notice{};
    std::optional<Duration> retry_after = {};
};
/// A frame that could not even be related to a message_id was refused.
struct Error {
    NackCode code{};
    std::string_view text;        ///< empty when encoding = the code's own sentence
    std::string_view field = {};  ///< as in Nack
};

using ServerBody = std::variant<Ack, Nack, Welcome, NewMatch, TextReceived, SearchEnded, ConversationEnded, Banned,
                                Error, PresenceChanged, TypingChanged, SeenUpTo, System>;

struct ServerMessage {
    Instant timestamp;  ///< set by the server
    ServerBody body;
};

}  // namespace stimchat::protocol
