#include "tools/sim/server.hpp"

#include "server/engine/engine_bounds.hpp"
#include "shared/core/overloaded.hpp"
#include "shared/protocol/limits.hpp"

#include <algorithm>
#include <utility>

namespace stimchat::sim {

namespace {

// Alarms in one millisecond that did not move the engine's next deadline.
constexpr std::uint64_t alarms_in_vain_max = 1000;

}  // namespace

Server::Server(World& world, Network& network, Tokens& tokens, Witness& witness, const engine::EngineConfig& config)
    : world_(world),
      network_(network),
      tokens_(tokens),
      witness_(witness),
      config_(config),
      random_(world.dice.seed()),
      line_(world) {
    network.attach(*this);
    start();
}

void Server::handle(const engine::EngineEvent& event) {
    actions_.clear();
    engine_->handle(event, world_.now(), actions_);
    // Whatever carrying out leads to is a task of its own, so the list stays as it is.
    for (const engine::Action& action : actions_.list())
        carry_out(action);
    keep_deadline();
}

void Server::carry_out(const engine::Action& action) {
    std::visit(overloaded{
                   [&](const engine::Deliver& deliver) {
                       const std::string_view frame = actions_.bytes_of(deliver.frame);
                       const bool is_text = frame.find("\"CHAT_MESSAGE\"") != std::string_view::npos;
                       if (is_text && world_.sabotages(Sabotage::drop_push_only, 20)) return;
                       network_.deliver(deliver.connection, frame);
                   },
                   [&](const engine::CloseConnection& close) {
                       network_.close(close.connection, static_cast<std::uint16_t>(close.code));
                   },
                   [&](const engine::PingConnection& ping) { network_.ping(ping.connection); },
                   [&](const engine::StoreReport& report) { store(report); },
                   [&](const engine::RefuseReport& refusal) {
                       answer(refusal.ticket, refusal.why == engine::ReportRefusal::busy ? ReportOutcome::unavailable
                                                                                         : ReportOutcome::refused);
                   },
               },
               action);
}

// --- reports ---------------------------------------------------------------------------------------------------------

void Server::report(const engine::Identity& reporter, ConversationId conversation, session::ReportReason reason,
                    std::string_view note, std::function<void(ReportOutcome)> then) {
    const engine::ReportTicket ticket{++last_ticket_};
    reports_.emplace(ticket.value, std::move(then));
    witness_.report_asked(participant_of(reporter.key));
    handle(engine::ReportRequested{ticket, reporter, conversation, reason, note});
}

void Server::store(const engine::StoreReport& action) {
    const auto ticket = action.ticket;
    if (action.report.reporter == action.report.reported) {
        world_.violated(Breach::matched_with_self, "a report of oneself");
    }
    witness_.reported(action.report);
    const bool is_hasty = world_.sabotages(Sabotage::answer_before_sync, 1000);
    if (is_hasty) {
        witness_.report_answered(action.report.conversation, action.report.reporter);
        answer(ticket, ReportOutcome::stored);
    }
    line_.submit<ReportId>([report = action.report](storage::Store& store) { return store.insert_report(report); },
                           [this, ticket, conversation = action.report.conversation,
                            reporter = action.report.reporter](const storage::StoreResult<ReportId>& outcome) {
                               if (!outcome) return answer(ticket, ReportOutcome::unavailable);
                               handle(engine::ReportStored{conversation});
                               witness_.report_answered(conversation, reporter);
                               answer(ticket, ReportOutcome::stored);
                           });
}

void Server::answer(engine::ReportTicket ticket, ReportOutcome outcome) {
    const auto waiting = reports_.extract(ticket.value);
    if (!waiting.empty()) waiting.mapped()(outcome);
}

// --- checks and time -------------------------------------------------------------------------------------------------

void Server::check_engine() {
    if (!engine_) return;
    if (!engine_->is_consistent()) world_.violated(Breach::engine_inconsistent, "ChatEngine::is_consistent");
    const engine::EngineCounts counts = engine_->counts();
    if (counts.connections > config_.connections_max || counts.detached > counts.sessions ||
        counts.sessions - counts.detached > counts.connections || counts.searching > counts.sessions ||
        2 * counts.conversations_live > counts.sessions ||
        counts.conversations_held > config_.conversations_held_max + engine::bounds::unconfirmed_reports_max) {
        world_.violated(Breach::bound_passed, "EngineCounts");
    }
}

void Server::keep_deadline() {
    const auto deadline = engine_->next_deadline();
    if (!deadline || (alarm_ && *alarm_ <= *deadline)) return;
    alarms_in_vain_ = *deadline <= world_.now() ? alarms_in_vain_ + 1 : 0;
    if (alarms_in_vain_ > alarms_in_vain_max) return world_.violated(Breach::spinning, "the engine");
    alarm_ = deadline;
    world_.schedule.at(*deadline, [this, due = *deadline] {
        if (alarm_ != due) return;  // an earlier one took its place, or the process is gone
        alarm_.reset();
        handle(engine::TimePassed{});
    });
}

}  // namespace stimchat::sim
