#include "tools/sim/log_watch.hpp"

#include "shared/protocol/limits.hpp"

#include <algorithm>
#include <string>

namespace stimchat::sim {

using delivery::SendState;
using session::Author;
using session::LogEntry;

void LogWatch::look(const session::ClientView& view, Participant participant, bool is_looked_at) {
    if (view.revision != revision_) {
        revision_ = view.revision;
        if (view.conversation && witness_.is_monologue(*view.conversation)) return ignore(view);
        compare(view, participant);
        judge_phase(view, participant);
        witness_.told(page_, view.history_lost);
    }
    if (is_looked_at && view.conversation) witness_.looked(participant, page_, *view.conversation);
}

void LogWatch::ignore(const session::ClientView& view) {
    seen_.clear();
    for (const LogEntry& entry : view.log)
        seen_.push_back({entry.entry, entry.state});
    if (!seen_.empty()) entry_last_ = ignored_up_to_ = seen_.back().entry;
    phase_ = view.phase;
}

void LogWatch::compare(const session::ClientView& view, Participant participant) {
    if (view.log.size() > limits::log_entries_max) world_.violated(Breach::bound_passed, "log_entries_max");
    // A page that takes a chat up again, which went on elsewhere meanwhile, starts its log anew.
    const bool is_new = view.log.empty() || view.log.front().entry > entry_last_;
    if (is_new && !seen_.empty()) witness_.log_cleared(page_);

    // Mostly something comes at the end, or the last few change.
    constexpr std::uint64_t revisions_between = 16;
    const std::size_t known = seen_.size();
    const bool has_only_grown =
        known > 0 && view.log.size() >= known && view.log[known - 1].entry == seen_[known - 1].entry;
    if (has_only_grown && ++looks_ % revisions_between != 0) return compare_end(view, participant);
    compare_all(view, participant);
}

void LogWatch::compare_end(const session::ClientView& view, Participant participant) {
    constexpr std::size_t looked_at = 40;
    const std::size_t known = seen_.size();
    for (std::size_t i = known - std::min(known, looked_at); i < known; ++i) {
        judge_change(view.log[i], seen_[i].state, participant);
        seen_[i].state = view.log[i].state;
    }
    for (std::size_t i = known; i < view.log.size(); ++i) {
        judge_new(view, view.log[i], participant);
        seen_.push_back({view.log[i].entry, view.log[i].state});
    }
}

/// Both lists are in the order of entries: one pass, in which `seen_` becomes what is there now.
void LogWatch::compare_all(const session::ClientView& view, Participant participant) {
    std::size_t before = 0;
    std::size_t kept = 0;
    for (const LogEntry& entry : view.log) {
        while (before < seen_.size() && seen_[before].entry < entry.entry)
            ++before;
        if (before < seen_.size() && seen_[before].entry == entry.entry) {
            judge_change(entry, seen_[before].state, participant);
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
}

void LogWatch::judge_new(const session::ClientView& view, const LogEntry& entry, Participant participant) {
    if (entry.entry <= entry_last_) world_.violated(Breach::shown_twice, "an entry that was there before");
    entry_last_ = entry.entry;
    const bool own = entry.author == Author::you;
    if (own && entry.state == SendState::failed) return witness_.found_unsent(page_, entry.message_id, entry.text);
    if (!view.conversation) return world_.violated(Breach::text_from_nowhere, "an entry outside of any chat");
    const bool came = entry.state == SendState::delivered || entry.state == SendState::seen;
    if (own && !came) return witness_.said(participant, page_, *view.conversation, entry.message_id, entry.text);
    witness_.shown(participant, page_, *view.conversation, {entry.message_id, entry.text, own, entry.offset});
    if (own) judge_tick(entry, participant);
}

void LogWatch::judge_change(const LogEntry& entry, SendState before, Participant participant) {
    if (entry.state == before || entry.entry <= ignored_up_to_) return;
    const bool was_proven = before == SendState::delivered || before == SendState::seen;
    const bool forward = was_proven ? entry.state == SendState::seen : entry.state != SendState::sending;
    if (!forward || before == SendState::seen) world_.violated(Breach::tick_taken_back, entry.text);
    judge_tick(entry, participant);
}

void LogWatch::judge_tick(const LogEntry& entry, Participant participant) {
    if (entry.author != Author::you) return;
    if (entry.state == SendState::delivered) witness_.ticked(entry.message_id);
    if (entry.state == SendState::seen) witness_.seen(participant, entry.message_id);
}

void LogWatch::judge_phase(const session::ClientView& view, Participant participant) {
    using session::EndReason;
    using session::Phase;
    const Phase before = phase_;
    phase_ = view.phase;
    if (view.phase == Phase::failed && before != Phase::failed) world_.violated(Breach::client_failed, view.notice);
    if (before != Phase::chatting || view.phase != Phase::ended) return;
    const bool told = view.end_reason == EndReason::partner_left || view.end_reason == EndReason::server_draining;
    if (told) witness_.told_over(participant, page_, *view.conversation, view.history_lost);
}

}  // namespace stimchat::sim
