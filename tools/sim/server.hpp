#pragma once

#include "server/engine/chat_engine.hpp"
#include "tools/sim/network.hpp"
#include "tools/sim/store_line.hpp"
#include "tools/sim/tokens.hpp"
#include "tools/sim/witness.hpp"
#include "tools/sim/world.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

namespace stimchat::sim {

enum class ReportOutcome : std::uint8_t { stored, refused, unavailable };

/// The shell around the real ChatEngine: connections, timer, store and bans, as the server's own does it. A process
/// that can crash, be drained, and come back with nothing but its disk.
class Server final : public ServerEnd {
  public:
    Server(World& world, Network& network, Tokens& tokens, Witness& witness, const engine::EngineConfig& config);

    void on_opened(ConnectionId connection) override { handle(engine::ConnectionOpened{connection}); }
    void on_frame(ConnectionId connection, std::string_view frame) override {
        handle(engine::FrameArrived{connection, frame});
    }
    void on_pong(ConnectionId connection) override { handle(engine::Heard{connection}); }
    void on_closed(ConnectionId connection, std::uint16_t client_code) override {
        handle(engine::ConnectionClosed{connection, client_code});
    }

    /// `then` is called once, at once or later.
    void report(const engine::Identity& reporter, ConversationId conversation, session::ReportReason reason,
                std::string_view note, std::function<void(ReportOutcome)> then);

    // --- moderators, over the store
    /// Decides the oldest open report, if there is one.
    void decide_a_report();
    void lift_a_ban();

    // --- the process
    bool is_up() const { return engine_ != nullptr; }
    /// Everything but the disk is gone; back after a while.
    void crash();
    /// A planned end: people are told, and everybody is gone by its time.
    void drain();
    /// What a session has missed can no longer be had.
    void expire_a_position();

    engine::EngineCounts counts() const { return engine_ ? engine_->counts() : engine::EngineCounts{}; }
    /// Costs time in proportion to all there is.
    void check_engine();
    /// What was answered as stored is there.
    void check_store();

  private:
    void start();
    void stop(bool abruptly, Duration down_time);
    void end_drain();

    void handle(const engine::EngineEvent& event);
    void carry_out(const engine::Action& action);
    void store(const engine::StoreReport& action);
    void answer(engine::ReportTicket ticket, ReportOutcome outcome);
    void keep_deadline();
    void impose(const engine::Ban& ban);
    void lifted(const storage::LiftedBan& lifted);

    World& world_;
    Network& network_;
    Tokens& tokens_;
    Witness& witness_;
    engine::EngineConfig config_;
    Xoshiro256 random_;
    StoreLine line_;

    // --- of one process
    std::unique_ptr<engine::ChatEngine> engine_;  ///< null while it is down
    std::uint64_t process_ = 0;                   ///< tasks of an earlier one do nothing
    bool is_draining_ = false;
    engine::Actions actions_;
    std::optional<Instant> alarm_;
    std::uint64_t alarms_in_vain_ = 0;
    std::map<std::uint64_t, std::function<void(ReportOutcome)>> reports_;  ///< by ticket

    std::uint64_t last_ticket_ = 0;
    std::uint64_t last_ban_ = 0;
};

}  // namespace stimchat::sim
