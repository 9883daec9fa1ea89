#include "server/engine/engine_state.hpp"
#include "shared/core/mutation.hpp"

/// Reports: the engine alone knows who sat behind an alias, and what was said.
namespace stimchat::engine {

void ChatEngine::State::on(const ReportRequested& request, Turn turn) {
    const auto handle = conversations_.find(request.conversation);
    if (!handle) return turn.out.add(RefuseReport{request.ticket, ReportRefusal::conversation_unknown});
    if (const auto why = make_reportable(*handle, request.reporter.key, turn)) {
        return turn.out.add(RefuseReport{request.ticket, *why});
    }
    turn.out.add(StoreReport{request.ticket, write_report(request, conversations_[*handle], turn)});
}

void ChatEngine::State::on(const ReportStored& stored, Turn turn) {
    if (const auto handle = conversations_.find(stored.conversation)) conversations_.release(*handle, turn.now);
}

/// Ends the conversation if it still goes on, and sees to it that its evidence stays until the report is stored.
std::optional<ReportRefusal> ChatEngine::State::make_reportable(Handle<Conversation> handle, ParticipantKey reporter,
                                                                Turn turn) {
    Conversation& conversation = conversations_[handle];
    Member* member = conversation.find(reporter);
    // Whether a conversation of other people exists is not told.
    if (!member) return ReportRefusal::conversation_unknown;

    if (!conversation.is_over()) {
        end_conversation(handle, {Ending::Cause::reported, reporter}, {}, turn);
    } else if (!conversations_.can_be_reported(handle, *member, turn.now)) {
        return ReportRefusal::conversation_unknown;
    }
    if (!conversations_.pin(handle, turn.now)) return ReportRefusal::busy;
    member->has_reported = true;
    return std::nullopt;
}

Report ChatEngine::State::write_report(const ReportRequested& request, Conversation& conversation, Turn turn) {
    const Member& reporter = *conversation.find(request.reporter.key);
    const Member& reported = conversation.partner_of(reporter);
    Report report;
    report.id = random_id<ReportId>(random_);
    report.conversation = conversation.id();
    report.reporter = reporter.participant;
    report.reported = mutated(Mutation::name_reporter) ? reporter.participant : reported.participant;
    report.reporter_alias = reporter.alias;
    report.reported_alias = reported.alias;
    report.reason = request.reason;
    report.note = request.note;
    report.chat_started_at = conversation.started_at();
    report.reported_at = turn.now;
    report.evidence_truncated = conversation.transcript().truncated();
    report.evidence = conversation.transcript().lines();
    return report;
}

}  // namespace stimchat::engine
