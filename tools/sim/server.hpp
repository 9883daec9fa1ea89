#pragma once

#include "server/engine/chat_engine.hpp"
#include "tools/sim/network.hpp"
#include "tools/sim/tokens.hpp"
#include "tools/sim/witness.hpp"
#include "tools/sim/world.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string_view>

namespace stimchat::sim {

enum class ReportOutcome : std::uint8_t { stored, refused, unavailable };

/// The shell around the real ChatEngine: connections, timer, store and bans, as the server's own does it.
class Server final : public ServerEnd {
  public:
    Server(World& world, Network& network, Tokens& tokens, Witness& witness, const engine::EngineConfig& config);

    void on_opened(ConnectionId connection) override { handle(engine::ConnectionOpened{connection}); }
    void on_frame(ConnectionId connection, std::string_view frame) override {
        handle(engine::FrameArrived{connection, frame});
    }
    void on_pong(ConnectionId connection) override { handle(engine::Heard{connection}); }
    void on_closed(ConnectionId connection) override { handle(engine::ConnectionClosed{connection}); }

    /// `then` is called once, at once or when the store has answered.
    void report(const engine::Identity& reporter, ConversationId conversation, session::ReportReason reason,
                std::string_view note, std::function<void(ReportOutcome)> then);
    void ban(Participant participant, std::optional<Duration> length);
    void lift_ban(Participant participant);

    engine::EngineCounts counts() const { return engine_.counts(); }
    /// Costs time in proportion to all there is.
    void check_engine();

  private:
    void handle(const engine::EngineEvent& event);
    void carry_out(const engine::Action& action);
    void store(const engine::StoreReport& action);
    void answer(engine::ReportTicket ticket, ReportOutcome outcome);
    void keep_deadline();

    World& world_;
    Network& network_;
    Witness& witness_;
    engine::EngineConfig config_;
    Xoshiro256 random_;
    engine::ChatEngine engine_;
    engine::Actions actions_;
    std::optional<Instant> alarm_;
    std::uint64_t alarms_in_vain_ = 0;

    std::map<std::uint64_t, std::function<void(ReportOutcome)>> reports_;  ///< by ticket
    std::uint64_t last_ticket_ = 0;
    std::uint64_t bans_ = 0;
};

}  // namespace stimchat::sim
