#include "server/app/chat_service.hpp"

#include "shared/core/overloaded.hpp"

#include <chrono>
#include <memory>
#include <utility>
#include <variant>

namespace stimchat::app {

ChatService::ChatService(net::Reactor& reactor, engine::ChatEngine& engine, storage::StoreQueue& store,
                         const ops::WallClock& clock, ops::Log& log)
    : engine_(engine),
      store_(store),
      clock_(clock),
      store_faults_(log, "report.not_stored"),
      timer_(reactor.get_executor()) {}

void ChatService::handle(const engine::EngineEvent& event) {
    // Carrying out may lead back here, for instance by answering a report. The engine is done by then, but its actions
    // are still being read, so the inner event gets a list of its own.
    engine::Actions inner;
    engine::Actions& actions = carrying_out_ ? inner : actions_;
    actions.clear();
    engine_.handle(event, clock_.now(), actions);

    const bool was_carrying_out = std::exchange(carrying_out_, true);
    carry_out(actions);
    carrying_out_ = was_carrying_out;
    keep_deadline();
}

void ChatService::carry_out(engine::Actions& actions) {
    for (engine::Action& action : actions.list()) {
        std::visit(overloaded{
                       [&](const engine::Deliver& deliver) {
                           connections_->send(deliver.connection, actions.bytes_of(deliver.frame));
                       },
                       [&](const engine::CloseConnection& close) { connections_->close(close.connection, close.code); },
                       [&](const engine::PingConnection& ping) { connections_->ping(ping.connection); },
                       [&](engine::StoreReport& report) { store_report(report); },
                       [&](const engine::RefuseReport& refusal) {
                           answer_report(refusal.ticket, failure(refusal.why == engine::ReportRefusal::busy
                                                                     ? api::ReportFault::busy
                                                                     : api::ReportFault::conversation_unknown));
                       },
                   },
                   action);
    }
}

// --- reports -------------------------------------------------------------------------------------------------------

void ChatService::submit(const engine::Identity& reporter, ConversationId conversation, engine::ReportReason reason,
                         std::string note, ReportAnswer then) {
    if (reports_.size() >= reports_under_way_max) return then(failure(api::ReportFault::busy));
    const engine::ReportTicket ticket{++last_ticket_};
    reports_.emplace(ticket.value, std::move(then));
    handle(engine::ReportRequested{ticket, reporter, conversation, reason, note});
}

void ChatService::store_report(engine::StoreReport& action) {
    const ConversationId conversation = action.report.conversation;
    auto report = std::make_shared<engine::Report>(std::move(action.report));
    store_.submit<ReportId>(
        [report](storage::Store& store) { return store.insert_report(*report); },
        [this, ticket = action.ticket, conversation](const storage::StoreResult<ReportId>& outcome) {
            on_report_stored(ticket, conversation, outcome);
        });
}

void ChatService::on_report_stored(engine::ReportTicket ticket, ConversationId conversation,
                                   const storage::StoreResult<ReportId>& outcome) {
    if (!outcome) {
        store_faults_.happened(outcome.error().detail);
        return answer_report(ticket, failure(api::ReportFault::database_unavailable));
    }
    handle(engine::ReportStored{conversation});
    answer_report(ticket, *outcome);
}

void ChatService::answer_report(engine::ReportTicket ticket, Result<ReportId, api::ReportFault> outcome) {
    const auto waiting = reports_.extract(ticket.value);
    if (!waiting.empty()) waiting.mapped()(std::move(outcome));
}

// --- time ----------------------------------------------------------------------------------------------------------

/// The timer is moved only to an earlier time: each message moves the engine's next deadline a little further away, and
/// an alarm too early costs one TimePassed, a moved timer costs something at every message.
void ChatService::keep_deadline() {
    const auto deadline = engine_.next_deadline();
    if (!deadline || (alarm_ && *alarm_ <= *deadline)) return;
    alarm_ = deadline;
    const Duration wait = std::max(*deadline - clock_.now(), Duration{0});
    timer_.expires_after(std::chrono::milliseconds(wait.ms));
    timer_.async_wait([this](boost::system::error_code fault) {
        if (fault) return;
        alarm_.reset();
        handle(engine::TimePassed{});
    });
}

}  // namespace stimchat::app
