#pragma once

#include "server/engine/moderation/ban.hpp"
#include "server/engine/moderation/report.hpp"
#include "server/engine/ports.hpp"

#include <cstdint>
#include <string_view>
#include <variant>

/// What the ChatEngine is told. Views live during the call.
namespace stimchat::engine {

/// The transport assigns connection ids and may reuse one after ConnectionClosed.
struct ConnectionOpened {
    ConnectionId connection;
};
struct FrameArrived {
    ConnectionId connection;
    std::string_view frame;
};
/// A sign of life that is not a frame: a WebSocket pong.
struct Heard {
    ConnectionId connection;
};
/// The link is gone, whoever closed it. Exactly one for each ConnectionOpened.
struct ConnectionClosed {
    ConnectionId connection;
    /// Of the close frame that the client sent; 0: none came. 1000 says that it has finished: its session ends at once
    /// instead of waiting for another connection.
    std::uint16_t client_code = 0;
};

/// Relates a report request of the HTTP floor to its outcome.
struct ReportTicket {
    std::uint64_t value = 0;
    friend constexpr bool operator==(ReportTicket, ReportTicket) = default;
};
struct ReportRequested {
    ReportTicket ticket;
    Identity reporter;
    ConversationId conversation;
    ReportReason reason{};
    std::string_view note;  ///< validated
};
/// The report is committed: its evidence need not be held beyond the window any more.
struct ReportStored {
    ConversationId conversation;
};

struct BanImposed {
    Ban ban;
};
struct BanLifted {
    ParticipantKey participant;
};

/// next_deadline() has come.
struct TimePassed {};
/// No new matches and no new sessions from now on. Connections without a chat are told to come back (SYSTEM with a
/// retry_after of their own) and closed with 1012 one batch after the other between now and `chats_until`; chats may go
/// on until then, their sessions told once by a SYSTEM without retry_after, and are closed in the same way between
/// `chats_until` and `closed_by`. Said again: at once.
struct DrainRequested {
    Instant chats_until;
    Instant closed_by;
};
/// For tests of clients: what this session has missed can no longer be sent again.
struct PositionExpired {
    SessionId session;
};

using EngineEvent = std::variant<ConnectionOpened, FrameArrived, Heard, ConnectionClosed, ReportRequested, ReportStored,
                                 BanImposed, BanLifted, TimePassed, DrainRequested, PositionExpired>;

}  // namespace stimchat::engine
