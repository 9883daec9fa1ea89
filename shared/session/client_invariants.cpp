#include "shared/session/client_core.hpp"

/// What holds after each event, whatever came before it.
namespace stimchat::session {

bool ClientSession::Core::is_consistent() const {
    return link_.is_consistent() && outbox_.is_consistent() && reports_.is_consistent() && signs_.is_consistent() &&
           phase_is_consistent() && chat_is_consistent() && log_is_consistent() &&
           requests_.size() <= PendingRequests::requests_max;
}

bool ClientSession::Core::phase_is_consistent() const {
    const ClientView& page = view();
    const bool chatting = page.phase == Phase::chatting;
    const bool searching = page.phase == Phase::searching;
    const bool over = page.phase == Phase::ended;
    if (page.link != link_.state() || page.retry_at != link_.retry_at()) return false;
    if ((page.link != Link::down) != wants_link(page.phase)) return false;
    if (page.conversation.has_value() != (chatting || over)) return false;
    if (searching != page.searching_since.has_value()) return false;
    if ((find_sent_ || find_again_at_) && !(searching && page.link == Link::up)) return false;
    if (find_sent_ && find_again_at_) return false;
    if ((page.end_reason != EndReason::none) != over) return false;
    if (page.report_until && (!over || page.report != ReportState::possible)) return false;
    if (page.report != ReportState::none && !chatting && !over) return false;
    if (ban_over_at_ && page.phase != Phase::banned) return false;
    if (page.link == Link::up && lost_at_) return false;
    return requests_.size() == 0 || page.link != Link::down;
}

bool ClientSession::Core::chat_is_consistent() const {
    const ClientView& page = view();
    const bool chatting = page.phase == Phase::chatting;
    const bool over = page.phase == Phase::ended;
    const bool up = page.link == Link::up;
    // A stream only in a chat; a chat without one only after a reload, until the server has spoken.
    if (inbox_ && !chatting) return false;
    if (chatting && !inbox_ && !kept_chat_) return false;
    if ((page.partner == protocol::Presence::gone) && !(over || chatting)) return false;
    if (over && page.partner != protocol::Presence::gone) return false;
    if (page.history_lost && !(chatting || over)) return false;
    if (page.partner_typing && !(inbox_ && up)) return false;
    if (page.unsent > 0 && !(inbox_ && up && !catch_up_ping_ && !kept_chat_)) return false;
    if (page.unsent > outbox_.size()) return false;
    if (catch_up_ping_ && !up) return false;
    if (owns_session_ && page.phase == Phase::elsewhere) return false;
    return !kept_chat_ || !over;
}

bool ClientSession::Core::log_is_consistent() const {
    const ClientView& page = view();
    if (page.log.size() > limits::log_entries_max) return false;
    std::uint64_t entry_before = 0;
    std::size_t unanswered = 0;
    for (const LogEntry& entry : page.log) {
        if (entry.entry <= entry_before || entry.changed > page.revision) return false;
        entry_before = entry.entry;
        if (entry.author == Author::stranger) {
            if (entry.state != delivery::SendState::delivered) return false;
            continue;
        }
        const delivery::Outbox::Entry* said = outbox_.find(entry.message_id);
        const bool proven = entry.state == delivery::SendState::delivered || entry.state == delivery::SendState::seen;
        if (proven != (said == nullptr) || (proven && !entry.fault.empty())) return false;
        if (said == nullptr) continue;
        ++unanswered;
        if (said->state != entry.state || said->text != entry.text) return false;
        if (entry.state == delivery::SendState::sending && page.phase != Phase::chatting) return false;
    }
    // Those of an earlier page are not shown before it is known what became of them.
    const bool is_told = page.phase == Phase::consent || page.phase == Phase::elsewhere;
    if (kept_chat_ || is_told) return unanswered <= outbox_.size();
    return unanswered == outbox_.size();
}

}  // namespace stimchat::session
