#include "shared/session/client_page.hpp"

#include <algorithm>

namespace stimchat::session {

namespace {

auto position_of(const std::vector<LogEntry>& log, std::uint64_t entry) {
    return std::find_if(log.begin(), log.end(), [&](const LogEntry& one) { return one.entry == entry; });
}

}  // namespace

void ClientPage::commit() {
    if (!changed_) return;
    ++view_.revision;
    changed_ = false;
}

void ClientPage::append(Author author, const MessageId& message_id, delivery::SendState state, std::string_view text,
                        Instant at) {
    LogEntry& entry = view_.log.emplace_back();
    entry.entry = ++entry_last_;
    entry.changed = view_.revision + 1;
    entry.message_id = message_id;
    entry.author = author;
    entry.state = state;
    entry.text = text;
    entry.at = at;
    changed_ = true;
}

void ClientPage::settle(const MessageId& message_id, delivery::SendState state, std::string_view fault) {
    // From the end: what is settled was mostly said just now.
    const auto found = std::find_if(view_.log.rbegin(), view_.log.rend(), [&](const LogEntry& entry) {
        return entry.author == Author::you && entry.message_id == message_id;
    });
    if (found == view_.log.rend()) return;
    found->state = state;
    found->fault = fault;
    found->changed = view_.revision + 1;
    changed_ = true;
}

void ClientPage::remove(std::uint64_t entry) {
    const auto found = position_of(view_.log, entry);
    if (found == view_.log.end()) return;
    view_.log.erase(found);
    changed_ = true;
}

void ClientPage::clear_log() {
    if (view_.log.empty()) return;
    view_.log.clear();
    changed_ = true;
}

const LogEntry* ClientPage::find(std::uint64_t entry) const {
    const auto found = position_of(view_.log, entry);
    return found == view_.log.end() ? nullptr : &*found;
}

const LogEntry* ClientPage::oldest_settled() const {
    const auto found = std::find_if(view_.log.begin(), view_.log.end(),
                                    [](const LogEntry& one) { return one.state != delivery::SendState::sending; });
    return found == view_.log.end() ? nullptr : &*found;
}

}  // namespace stimchat::session
