#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// What goes into a ClientSession and what comes out. The shell around it (browser, load tool, simulator) carries bytes
/// and time, and decides nothing.
namespace stimchat::session {

enum class ReportReason : std::uint8_t {
    child_safety,
    violence,
    sexual,
    harassment_or_hate,
    spam_or_scam,
    self_harm,
    other,
};
/// The name on the wire and in the database, e.g. "child_safety".
std::string_view name_of(ReportReason reason);
std::optional<ReportReason> parse_report_reason(std::string_view name);

// --- what the person does ------------------------------------------------------------------------------------------
struct Agree {};  ///< to terms_version
struct FindChat {};
struct CancelSearch {};
/// The shell's name for a SaySettled to come; chosen by it, not 0.
struct SayTicket {
    std::uint32_t value = 0;
};
struct Say {
    std::string_view text;
    SayTicket ticket = {};  ///< exactly one SaySettled follows, now or later, if it is not 0
};
/// A failed message. One that was refused goes under a new message_id; one that got no answer under its old one, so
/// that it cannot be delivered twice.
struct Retry {
    std::uint64_t entry;
};
struct RetryUnsent {};    ///< all that view.unsent counts
struct DiscardUnsent {};  ///< the same, forgotten
/// The composer was typed into, or emptied. Said at each key stroke; throttled here.
struct Composing {
    bool is_writing = false;
};
/// Said when it changes. Seen receipts go out only while both are true; a hidden page is `away` for the partner. A page
/// that comes to the front does not wait for the link (see ReconnectNow).
struct Looking {
    bool is_in_front = true;
    bool is_at_bottom = true;
};
struct Discard {
    std::uint64_t entry;
};  ///< forget a failed message (delete, or edit: the page has its text)
struct LeaveChat {};
struct SubmitReport {
    ReportReason reason;
    std::string_view note;
};
/// Take the session over from the other tab.
struct UseHere {
    std::string_view conversation = {};  ///< as in Started, by now
};
/// "Try now", or the `online` event. A link that is up is probed.
struct ReconnectNow {
    bool is_by_person = false;  ///< does not even wait for the time that the server asked for
};

// --- what happens to the link --------------------------------------------------------------------------------------
struct Started {
    std::string_view token;              ///< kept from an earlier visit; empty if none
    std::uint32_t terms_agreed = 0;      ///< kept from an earlier visit; 0 if none
    std::string_view session = {};       ///< as KeepSession said to an earlier page of this tab; empty if none
    std::string_view conversation = {};  ///< as KeepSession said to any tab; not empty: a chat that may go on
};
/// Right before Started and UseHere, for each text that an earlier page left unsent in that chat, oldest first; at most
/// limits::outbox_messages_max, what is more is dropped.
struct UnsentFound {
    std::string_view message_id;
    std::string_view text;
};
struct IdentityGranted {
    std::string_view token;
};
struct IdentityRefused {  ///< the request failed; tried again with backoff
    std::optional<Duration> retry_after;
    bool token_refused = false;  ///< the old token cannot be renewed: a new identity is needed
};
struct LinkOpened {};
struct FrameReceived {
    std::string_view frame;
};
struct LinkClosed {
    std::uint16_t code;
};
struct ReportAnswered {
    enum class Outcome : std::uint8_t { stored, refused, unavailable } outcome;
    std::optional<Duration> retry_after;  ///< with `unavailable`
    std::string_view sentence;            ///< with `refused`: why, for the person
};
struct TimePassed {};  ///< next_deadline() has come
/// The shell is about to let go of the session: every Say that waits is settled as `closed`.
struct Closing {};

using ClientEvent =
    std::variant<Agree, FindChat, CancelSearch, Say, Retry, Discard, LeaveChat, SubmitReport, UseHere, ReconnectNow,
                 RetryUnsent, DiscardUnsent, Composing, Looking, UnsentFound, Started, IdentityGranted, IdentityRefused,
                 LinkOpened, FrameReceived, LinkClosed, ReportAnswered, TimePassed, Closing>;

// --- what the shell has to do --------------------------------------------------------------------------------------
struct RequestIdentity {
    std::string renew_token;
};  ///< POST /api/v1/identity; renew_token empty: a new one
struct KeepToken {
    std::string token;
};  ///< in localStorage; empty: forget it
struct KeepTerms {
    std::uint32_t terms = 0;
};
/// For a later page, as texts; replaces what was kept before. The session for this tab alone (sessionStorage): a second
/// tab that named it would take it over. The conversation for every tab (localStorage), together with its KeepUnsent.
/// Session empty: this tab has none any more, and what is kept of a conversation is another tab's: leave that alone.
struct KeepSession {
    std::string session;
    std::string conversation;  ///< empty: in no chat
};
/// A text of the chat that may be lost with the page, since it failed, waits long, or the link or the page is not
/// there: to be kept until an empty text comes for the same id, or KeepSession names no conversation or another one.
/// Not to be kept if another tab has named another conversation meanwhile: it would be sent to the wrong one.
struct KeepUnsent {
    std::string message_id;
    std::string text;
    std::string conversation;
};
struct SaySettled {
    enum class Outcome : std::uint8_t {
        delivered,
        refused,    ///< by the server (NACK), or here, before it was sent: `code`
        no_answer,  ///< within limits::ack_timeout; it stays in the log and can be tried again
        chat_over,
        closed,  ///< the session was let go of first
        full,    ///< too many wait already; not taken
    } outcome;
    SayTicket ticket;
    std::string code;         ///< with `refused`: the protocol's name, e.g. "text_too_long"
    std::string sentence;     ///< for the person; empty when delivered
    std::uint64_t entry = 0;  ///< in the log; 0 if the text was not taken
    MessageId message_id;     ///< of that entry
};
struct OpenLink {};
struct CloseLink {
    std::uint16_t code = 1000;
};
struct SendFrame {
    std::string frame;
};
struct PostReport {  ///< POST /api/v1/report
    std::string token;
    std::string body;  ///< JSON
};

using ClientEffect = std::variant<RequestIdentity, KeepToken, KeepTerms, KeepSession, KeepUnsent, SaySettled, OpenLink,
                                  CloseLink, SendFrame, PostReport>;

}  // namespace stimchat::session
