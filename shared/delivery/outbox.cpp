#include "shared/delivery/outbox.hpp"

#include "shared/protocol/limits.hpp"

#include <algorithm>
#include <utility>

namespace stimchat::delivery {

namespace {

template <class Entries>
auto entry_of(Entries& entries, MessageId message_id) {
    return std::find_if(entries.begin(), entries.end(),
                        [&](const Outbox::Entry& entry) { return entry.message_id == message_id; });
}

Instant given_up_at(const Outbox::Entry& entry) {
    return entry.first_sent + limits::ack_timeout;
}

Instant resent_at(const Outbox::Entry& entry) {
    return entry.last_sent + limits::resend_interval;
}

}  // namespace

bool Outbox::push(MessageId message_id, std::string_view text, Instant now) {
    if (entries_.size() >= limits::outbox_messages_max) return false;
    if (find(message_id) != nullptr) return false;
    entries_.push_back({message_id, std::string(text), SendState::sending, now, now});
    return true;
}

bool Outbox::acked(MessageId message_id) {
    const auto found = entry_of(entries_, message_id);
    if (found == entries_.end()) return false;
    entries_.erase(found);
    return true;
}

bool Outbox::nacked(MessageId message_id) {
    const auto found = entry_of(entries_, message_id);
    if (found == entries_.end() || found->state != SendState::sending) return false;
    found->state = SendState::failed;
    return true;
}

std::optional<Outbox::Entry> Outbox::take_failed(MessageId message_id) {
    const auto found = entry_of(entries_, message_id);
    if (found == entries_.end() || found->state != SendState::failed) return std::nullopt;
    Entry entry = std::move(*found);
    entries_.erase(found);
    return entry;
}

Outbox::Due Outbox::on_time(Instant now) {
    Due due;
    for (Entry& entry : entries_) {
        if (entry.state != SendState::sending) continue;
        if (now >= given_up_at(entry)) {
            entry.state = SendState::failed;
            due.failed.push_back(entry.message_id);
        } else if (now >= resent_at(entry)) {
            entry.last_sent = now;
            due.resend.push_back(entry.message_id);
        }
    }
    return due;
}

std::vector<MessageId> Outbox::abandon_all() {
    std::vector<MessageId> failed;
    for (Entry& entry : entries_) {
        if (entry.state != SendState::sending) continue;
        entry.state = SendState::failed;
        failed.push_back(entry.message_id);
    }
    return failed;
}

void Outbox::clear() {
    entries_.clear();
}

const Outbox::Entry* Outbox::find(MessageId message_id) const {
    const auto found = entry_of(entries_, message_id);
    return found == entries_.end() ? nullptr : &*found;
}

std::optional<Instant> Outbox::next_deadline() const {
    std::optional<Instant> earliest;
    for (const Entry& entry : entries_) {
        if (entry.state != SendState::sending) continue;
        const Instant due = std::min(given_up_at(entry), resent_at(entry));
        if (!earliest || due < *earliest) earliest = due;
    }
    return earliest;
}

bool Outbox::is_consistent() const {
    if (entries_.size() > limits::outbox_messages_max) return false;
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
        if (entry->state == SendState::delivered) return false;  // those have left
        if (entry->last_sent < entry->first_sent) return false;
        for (auto other = entries_.begin(); other != entry; ++other) {
            if (other->message_id == entry->message_id) return false;
        }
    }
    return true;
}

}  // namespace stimchat::delivery
