#include "tools/sim/log_watch.hpp"

#include "shared/protocol/limits.hpp"

#include <string>

namespace stimchat::sim {

using delivery::SendState;
using session::Author;
using session::LogEntry;

void LogWatch::look(const session::ClientView& view, Participant participant) {
    if (view.revision == revision_) return;
    revision_ = view.revision;
    if (view.log.size() > limits::log_entries_max) world_.violated(Breach::bound_passed, "log_entries_max");

    // Both lists are in the order of entries: one pass, in which `seen_` becomes what is there now.
    std::size_t before = 0;
    std::size_t kept = 0;
    for (const LogEntry& entry : view.log) {
        while (before < seen_.size() && seen_[before].entry < entry.entry)
            ++before;
        if (before < seen_.size() && seen_[before].entry == entry.entry) {
            judge_change(entry, seen_[before].state);
            seen_[kept++] = {entry.entry, entry.state};
            ++before;
            continue;
        }
        judge_new(view, entry, participant);
        if (kept == seen_.size()) seen_.emplace_back();
        seen_[kept++] = {entry.entry, entry.state};
        before = std::max(before, kept);
    }
    seen_.resize(kept);
    judge_phase(view, participant);
}

void LogWatch::judge_new(const session::ClientView& view, const LogEntry& entry, Participant participant) {
    if (entry.entry <= entry_last_) world_.violated(Breach::shown_twice, "an entry that was there before");
    entry_last_ = entry.entry;
    if (!view.conversation) return world_.violated(Breach::text_from_nowhere, "an entry outside of any chat");
    if (entry.author == Author::stranger) {
        return witness_.shown(participant, *view.conversation, entry.message_id, entry.text);
    }
    witness_.said(participant, *view.conversation, entry.message_id, entry.text);
    if (entry.state == SendState::delivered) witness_.ticked(entry.message_id);
}

void LogWatch::judge_change(const LogEntry& entry, SendState before) {
    if (entry.state == before) return;
    const bool forward = before != SendState::delivered && entry.state != SendState::sending;
    if (!forward) world_.violated(Breach::tick_taken_back, entry.text);
    if (entry.state == SendState::delivered) witness_.ticked(entry.message_id);
}

void LogWatch::judge_phase(const session::ClientView& view, Participant participant) {
    using session::EndReason;
    using session::Phase;
    const Phase before = phase_;
    phase_ = view.phase;
    if (view.phase == Phase::failed && before != Phase::failed) world_.violated(Breach::client_failed, view.notice);
    if (before != Phase::chatting || view.phase != Phase::ended) return;
    const bool told = view.end_reason == EndReason::partner_left || view.end_reason == EndReason::server_draining;
    if (told) witness_.told_over(participant, *view.conversation);
}

}  // namespace stimchat::sim
