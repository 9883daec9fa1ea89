#include "shared/protocol/limits.hpp"
#include "tools/sim/server.hpp"

#include <string>

/// The server's process: how it ends and comes back; and what moderators do to it over the store.
namespace stimchat::sim {

namespace {

constexpr Duration down_min = milliseconds(300);
constexpr Duration down_max = seconds(45);
// What the transport waits for the answer to a close.
constexpr Duration close_timeout = seconds(3);
constexpr std::uint32_t reports_looked_at = 5;
constexpr std::uint32_t bans_listed = 100'000;

}  // namespace

// --- start and end ---------------------------------------------------------------------------------------------------

void Server::start() {
    ++process_;
    line_.recover();
    check_store();
    engine_ = std::make_unique<engine::ChatEngine>(config_, tokens_, random_);
    network_.start_server();
    if (world_.sabotages(Sabotage::forget_bans, 1000)) return;
    const auto bans = line_.store().active_bans(world_.now(), bans_listed);
    for (const storage::BanRow& row : *bans)
        handle(engine::BanImposed{row.ban});
}

void Server::stop(bool abruptly, Duration down_time) {
    ++process_;
    ++world_.tally.restarts;
    world_.trace("server", process_, abruptly ? "crashes" : "ends");
    network_.stop_server(abruptly);
    engine_.reset();
    alarm_.reset();
    is_draining_ = false;
    line_.crash();
    witness_.server_stopped();
    for (auto& [ticket, then] : std::exchange(reports_, {}))
        then(ReportOutcome::unavailable);
    world_.schedule.after(down_time, [this] {
        world_.trace("server", process_, "is back");
        start();
    });
}

void Server::crash() {
    if (!engine_) return;
    world_.count_fault();
    stop(true, world_.dice.between(down_min, down_max));
}

void Server::drain() {
    if (!engine_ || is_draining_) return;
    is_draining_ = true;
    world_.count_fault();
    const Instant chats_until = world_.now() + world_.dice.between({0}, seconds(20));
    const Instant closed_by = chats_until + world_.dice.between({0}, seconds(10));
    world_.trace("server", process_, "drains");
    handle(engine::DrainRequested{chats_until, closed_by});
    world_.schedule.at(closed_by + close_timeout + milliseconds(1), [this, process = process_] {
        if (process == process_) end_drain();
    });
}

void Server::end_drain() {
    const engine::EngineCounts left = engine_->counts();
    if (left.connections > 0 || left.sessions > 0 || left.conversations_live > 0) {
        world_.violated(Breach::drain_late, std::to_string(left.connections) + " connections, " +
                                                std::to_string(left.sessions) + " sessions");
    }
    stop(false, world_.dice.between(down_min, seconds(5)));
}

void Server::expire_a_position() {
    if (!engine_) return;
    const SessionId session = world_.dice.pick(witness_.sessions());
    world_.count_fault();
    handle(engine::PositionExpired{session});
}

void Server::check_store() {
    for (const auto& [report, times] : witness_.answered_reports()) {
        const std::size_t stored = line_.store().reports_of(report.first, report.second);
        if (stored == 0) world_.violated(Breach::report_lost, view(to_text(report.first)));
        if (stored > 1) world_.violated(Breach::report_twice, view(to_text(report.first)));
    }
}

// --- moderators ------------------------------------------------------------------------------------------------------

void Server::decide_a_report() {
    if (!engine_) return;
    const auto open = line_.store().open_reports(reports_looked_at);
    if (!open || open->empty()) return;
    const ReportId report = world_.dice.pick(*open).id;
    if (world_.dice.happens(300)) {
        return line_.submit<void>(
            [=, now = world_.now()](storage::Store& store) {
                return store.dismiss({report, {}, now});
            },
            [](const storage::StoreResult<void>&) {});
    }
    const auto shown = line_.store().open_case(report, {}, world_.now());
    if (!shown) return;
    engine::Ban ban;
    ban.id = BanId{3, ++last_ban_};
    ban.participant = shown->report.reported;
    ban.reason = "Spam";
    ban.imposed_at = world_.now();
    if (!world_.dice.happens(50)) ban.until = world_.now() + world_.dice.between(milliseconds(1), minutes(2));
    line_.submit<void>(
        [=](storage::Store& store) {
            return store.ban({report, {}, ban});
        },
        [this, ban](const storage::StoreResult<void>& outcome) {
            if (outcome) impose(ban);
        });
}

void Server::impose(const engine::Ban& ban) {
    const Participant participant = participant_of(ban.participant);
    if (!engine::is_active(ban, world_.now())) return;
    world_.trace("participant", participant, "banned");
    witness_.banned(participant, ban.until);
    if (!world_.sabotages(Sabotage::swallow_ban, 1000)) handle(engine::BanImposed{ban});
}

void Server::lift_a_ban() {
    if (!engine_) return;
    const auto bans = line_.store().active_bans(world_.now(), bans_listed);
    if (!bans || bans->empty()) return;
    const storage::BanRow row = world_.dice.pick(*bans);
    const Participant participant = participant_of(row.ban.participant);
    if (!witness_.is_banned(participant)) return;  // it is not known yet to be stored
    // Without an answer, after a crash for instance, nobody knows whether it is lifted.
    witness_.ban_lifted(participant);
    line_.submit<storage::LiftedBan>(
        [ban = row.ban.id, now = world_.now()](storage::Store& store) { return store.lift_ban(ban, {}, now); },
        [this, participant](const storage::StoreResult<storage::LiftedBan>& outcome) {
            witness_.ban_lifted(participant);
            if (outcome) lifted(*outcome);
        });
}

void Server::lifted(const storage::LiftedBan& lifted) {
    world_.trace("participant", participant_of(lifted.participant), "ban lifted");
    witness_.ban_lifted(participant_of(lifted.participant));
    handle(engine::BanLifted{lifted.participant});
    if (lifted.remaining) impose(*lifted.remaining);
}

}  // namespace stimchat::sim
