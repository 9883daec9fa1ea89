#pragma once

#include "server/engine/events.hpp"
#include "shared/protocol/close_codes.hpp"
#include "shared/protocol/message.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// What the ChatEngine wants done, in order.
namespace stimchat::engine {

/// A frame in the sink's buffer.
struct FrameSpan {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
};

struct Deliver {
    ConnectionId connection;
    FrameSpan frame;
};
/// After what was delivered before. The transport still reports ConnectionClosed.
struct CloseConnection {
    ConnectionId connection;
    protocol::CloseCode code{};
};
/// A WebSocket ping; the pong comes back as Heard.
struct PingConnection {
    ConnectionId connection;
};
/// Store this and answer the ticket when it is committed.
struct StoreReport {
    ReportTicket ticket;
    Report report;
};

enum class ReportRefusal : std::uint8_t {
    conversation_unknown,  ///< not one of this participant's, or its window is over
    busy,                  ///< too much evidence is held for reports not yet stored; try again
};
struct RefuseReport {
    ReportTicket ticket;
    ReportRefusal why{};
};

using Action = std::variant<Deliver, CloseConnection, PingConnection, StoreReport, RefuseReport>;

/// Reused from event to event: cleared, not freed, so that a relayed message allocates nothing in steady state. A frame
/// that goes to many is encoded once.
class Actions {
  public:
    FrameSpan encode(const protocol::ServerMessage& message);
    void deliver(ConnectionId to, FrameSpan frame) { list_.emplace_back(Deliver{to, frame}); }
    void deliver(ConnectionId to, const protocol::ServerMessage& message) { deliver(to, encode(message)); }
    template <class SomeAction>
    void add(SomeAction action) {
        list_.emplace_back(std::move(action));
    }

    const std::vector<Action>& list() const { return list_; }
    std::vector<Action>& list() { return list_; }
    std::string_view bytes_of(FrameSpan frame) const {
        return std::string_view(frames_).substr(frame.begin, frame.size);
    }
    void clear();

  private:
    std::string frames_;
    std::vector<Action> list_;
};

}  // namespace stimchat::engine
