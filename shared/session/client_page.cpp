#include "shared/session/client_page.hpp"

#include "shared/core/mutation.hpp"

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

LogEntry& ClientPage::append(Author author, const MessageId& message_id, delivery::SendState state,
                             std::string_view text, Instant at) {
    LogEntry& entry = view_.log.emplace_back();
    entry.entry = ++entry_last_;
    entry.changed = view_.revision + 1;
    entry.message_id = message_id;
    entry.author = author;
    entry.state = state;
    entry.text = text;
    entry.at = at;
    changed_ = true;
    return entry;
}

std::uint64_t ClientPage::deliver(const MessageId& message_id, std::uint64_t offset) {
    LogEntry* entry = own(message_id);
    if (entry == nullptr) return 0;
    advance(*entry, delivery::SendHappening::proven);
    entry->fault.clear();
    if (offset > 0) entry->offset = offset;
    return entry->entry;
}

std::uint64_t ClientPage::fail(const MessageId& message_id, delivery::SendHappening why, std::string_view fault) {
    LogEntry* entry = own(message_id);
    if (entry == nullptr) return 0;
    advance(*entry, why);
    entry->fault = fault;
    return entry->entry;
}

void ClientPage::see(std::uint64_t offset) {
    // From the end: what comes before one that has been seen has been seen as well.
    for (auto entry = view_.log.rbegin(); entry != view_.log.rend(); ++entry) {
        if (entry->author != Author::you || entry->offset == 0 || entry->offset > offset) continue;
        if (entry->state == delivery::SendState::seen && mutated(Mutation::tick_taken_back)) {
            entry->state = delivery::SendState::delivered;
            return;
        }
        if (entry->state == delivery::SendState::seen) return;
        advance(*entry, delivery::SendHappening::receipt);
    }
}

void ClientPage::advance(LogEntry& entry, delivery::SendHappening happening) {
    entry.state = delivery::next_send_state(entry.state, happening).value_or(entry.state);
    entry.changed = view_.revision + 1;
    changed_ = true;
}

LogEntry* ClientPage::own(const MessageId& message_id) {
    return const_cast<LogEntry*>(find(Author::you, message_id));
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

const LogEntry* ClientPage::find(Author author, const MessageId& message_id) const {
    // From the end: what is looked for was mostly said just now.
    const auto found = std::find_if(view_.log.rbegin(), view_.log.rend(), [&](const LogEntry& entry) {
        return entry.author == author && entry.message_id == message_id;
    });
    return found == view_.log.rend() ? nullptr : &*found;
}

const LogEntry* ClientPage::oldest_settled() const {
    const auto found = std::find_if(view_.log.begin(), view_.log.end(),
                                    [](const LogEntry& one) { return one.state != delivery::SendState::sending; });
    return found == view_.log.end() ? nullptr : &*found;
}

}  // namespace stimchat::session
