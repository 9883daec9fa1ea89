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
/// No new matches and no new connections from now on; every connection is told and closed with 1012.
struct DrainRequested {};

using EngineEvent = std::variant<ConnectionOpened, FrameArrived, Heard, ConnectionClosed, ReportRequested, ReportStored,
                                 BanImposed, BanLifted, TimePassed, DrainRequested>;

}  // namespace stimchat::engine
