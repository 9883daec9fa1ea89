#pragma once

#include "server/api/desks.hpp"
#include "server/app/reactor_timer.hpp"
#include "server/engine/chat_engine.hpp"
#include "server/net/connections.hpp"
#include "server/ops/log.hpp"
#include "server/ops/log_throttle.hpp"
#include "server/ops/wall_clock.hpp"
#include "server/storage/store_queue.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace stimchat::app {

/// Reports under way, between the engine and the database.
inline constexpr std::size_t reports_under_way_max = 256;

/// Joins the pure ChatEngine to the world: turns what happens into its events, keeps its clock and its one timer, and
/// carries out its actions. Decides nothing. Everything on the reactor's thread.
class ChatService final : public net::ConnectionEvents, public api::ReportDesk, public api::BanDesk {
  public:
    /// Everything handed in outlives it.
    ChatService(net::Reactor& reactor, engine::ChatEngine& engine, storage::StoreQueue& store,
                const ops::WallClock& clock, ops::Log& log);
    /// Once, before the first event.
    void use(net::Connections& connections) { connections_ = &connections; }

    void on_opened(ConnectionId connection) override { handle(engine::ConnectionOpened{connection}); }
    void on_frame(ConnectionId connection, std::string_view frame) override {
        handle(engine::FrameArrived{connection, frame});
    }
    void on_pong(ConnectionId connection) override { handle(engine::Heard{connection}); }
    void on_closed(ConnectionId connection, std::uint16_t client_code) override {
        handle(engine::ConnectionClosed{connection, client_code});
    }

    void submit(const engine::Identity& reporter, ConversationId conversation, engine::ReportReason reason,
                std::string note, std::function<void(Result<ReportId, api::ReportFault>)> then) override;
    void imposed(const engine::Ban& ban) override { handle(engine::BanImposed{ban}); }
    void lifted(ParticipantKey participant) override { handle(engine::BanLifted{participant}); }

    /// No new chats; everybody is told and closed, those in a chat between these times. Said again: at once.
    void drain(Duration chats_for, Duration closed_within) {
        handle(engine::DrainRequested{clock_.now() + chats_for, clock_.now() + closed_within});
    }
    /// For tests of clients.
    void expire_position(SessionId session) { handle(engine::PositionExpired{session}); }
    std::size_t reports_under_way() const { return reports_.size(); }

  private:
    using ReportAnswer = std::function<void(Result<ReportId, api::ReportFault>)>;

    void handle(const engine::EngineEvent& event);
    void carry_out(engine::Actions& actions);
    void store_report(engine::StoreReport& action);
    void on_report_stored(engine::ReportTicket ticket, ConversationId conversation,
                          const storage::StoreResult<ReportId>& outcome);
    void answer_report(engine::ReportTicket ticket, Result<ReportId, api::ReportFault> outcome);
    void keep_deadline();

    engine::ChatEngine& engine_;
    storage::StoreQueue& store_;
    const ops::WallClock& clock_;
    ops::LogThrottle store_faults_;
    net::Connections* connections_ = nullptr;

    engine::Actions actions_;  ///< reused, so that a relayed message allocates nothing here
    bool carrying_out_ = false;

    ReactorTimer timer_;
    std::optional<Instant> alarm_;  ///< when the timer goes off

    std::map<std::uint64_t, ReportAnswer> reports_;  ///< by ticket
    std::uint64_t last_ticket_ = 0;
};

}  // namespace stimchat::app
