#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/delivery/outbox.hpp"
#include "shared/protocol/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a page shows. Plain values, read after each event.
namespace stimchat::session {

/// Where the person is. One at a time; the transitions are a table in client_transitions.hpp.
enum class Phase : std::uint8_t {
    consent,  ///< the dialog; nothing is requested from the server before Agree
    idle,     ///< landing
    searching,
    no_partner,  ///< the search ran into its time limit
    chatting,
    ended,      ///< the log stays readable until the next search
    elsewhere,  ///< open in another tab (4002, 4003)
    banned,
    failed,  ///< a close code that forbids going on (e.g. version): the page must be reloaded
};

/// Where the link is, whatever the phase.
enum class Link : std::uint8_t {
    down,         ///< not wanted
    identifying,  ///< asking for a token
    connecting,
    greeting,  ///< open, HELLO sent
    up,
    waiting,  ///< lost; the next try is at `retry_at`
};

enum class EndReason : std::uint8_t {
    none,
    you_left,
    partner_left,
    reported,
    connection_lost,   ///< for longer than the server waits
    server_restarted,  ///< the server does not know the chat, though the connection was not lost for long
    server_draining,
};

enum class ReportState : std::uint8_t { none, possible, sending, waiting, stored, refused };

enum class Author : std::uint8_t { you, stranger };

struct LogEntry {
    /// 1, 2, 3, ... within a page; the key a view uses. The log is in this order: a message that is tried again is a
    /// new one, and gets a new number at the end.
    std::uint64_t entry = 0;
    std::uint64_t changed = 0;  ///< the revision at which it last changed
    MessageId message_id;
    Author author{};
    delivery::SendState state{};
    std::string fault;  ///< why it failed, for the person; empty if it did not
    std::string text;
    Instant at;                ///< own: when said; the stranger's: the server's time stamp
    std::uint64_t offset = 0;  ///< in the conversation; 0 while not known
};

struct ClientView {
    std::uint64_t revision = 0;  ///< grows with every visible change
    Phase phase = Phase::consent;
    Link link = Link::down;
    std::optional<Instant> retry_at;  ///< with Link::waiting
    std::optional<Instant> searching_since;
    std::optional<ConversationId> conversation;
    EndReason end_reason = EndReason::none;
    protocol::Presence partner = protocol::Presence::here;  ///< `gone` once the chat is over
    bool partner_typing = false;
    /// Texts that got no answer in time, in a chat that goes on and over a link that is up: the person is asked whether
    /// to send them now. 0: nothing to ask.
    std::uint32_t unsent = 0;
    bool restarting = false;    ///< the server has said that it is about to close the connection
    bool history_lost = false;  ///< some of the partner's texts could not be recovered after a loss
    ReportState report = ReportState::none;
    std::optional<Instant> report_until;  ///< until when the ended chat can be reported
    std::optional<Instant> ban_until;     ///< with Phase::banned; absent: permanent
    std::string ban_reason;
    std::string notice;         ///< a sentence for the person (last refusal), empty if none
    std::vector<LogEntry> log;  ///< at most limits::log_entries_max; the oldest go first
};

}  // namespace stimchat::session
