#include "shared/delivery/outbox.hpp"

#include <algorithm>

namespace stimchat::delivery {

namespace {

Instant given_up_at(const Outbox::Entry& entry) {
    return entry.first_sent + limits::ack_timeout;
}

Instant resent_at(const Outbox::Entry& entry) {
    return entry.last_sent + limits::resend_interval;
}

}  // namespace

bool Outbox::push(const MessageId& message_id, std::string_view text, Instant now) {
    if (find(message_id) != nullptr) return false;
    Entry* entry = entries_.add();
    if (entry == nullptr) return false;
    entry->message_id = message_id;
    entry->text = text;
    entry->first_sent = now;
    entry->last_sent = now;
    return true;
}

bool Outbox::acked(const MessageId& message_id) {
    Entry* entry = entry_of(message_id);
    if (entry == nullptr) return false;
    entries_.take(entry);
    return true;
}

bool Outbox::nacked(const MessageId& message_id) {
    Entry* entry = entry_of(message_id);
    if (entry == nullptr || entry->state != SendState::sending) return false;
    entry->state = SendState::failed;
    return true;
}

std::optional<Outbox::Entry> Outbox::take_failed(const MessageId& message_id) {
    Entry* entry = entry_of(message_id);
    if (entry == nullptr || entry->state != SendState::failed) return std::nullopt;
    return entries_.take(entry);
}

const Outbox::Entry* Outbox::next_failed(Instant now) {
    return fail_first([](const Entry& entry, Instant time) { return time >= given_up_at(entry); }, now);
}

const Outbox::Entry* Outbox::next_abandoned() {
    return fail_first([](const Entry&, Instant) { return true; }, {});
}

Outbox::Entry* Outbox::fail_first(bool (*is_over)(const Entry&, Instant), Instant now) {
    for (Entry& entry : entries_) {
        if (entry.state != SendState::sending || !is_over(entry, now)) continue;
        entry.state = SendState::failed;
        return &entry;
    }
    return nullptr;
}

const Outbox::Entry* Outbox::next_resend(Instant now) {
    for (Entry& entry : entries_) {
        if (entry.state != SendState::sending || now < resent_at(entry)) continue;
        entry.last_sent = now;
        return &entry;
    }
    return nullptr;
}

void Outbox::clear() {
    entries_.clear();
}

Outbox::Entry* Outbox::entry_of(const MessageId& message_id) {
    return const_cast<Entry*>(find(message_id));
}

const Outbox::Entry* Outbox::find(const MessageId& message_id) const {
    const auto* found = std::find_if(entries_.begin(), entries_.end(),
                                     [&](const Entry& entry) { return entry.message_id == message_id; });
    return found == entries_.end() ? nullptr : found;
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
    for (const Entry& entry : entries_) {
        if (entry.state == SendState::delivered) return false;  // those have left
        if (entry.last_sent < entry.first_sent) return false;
        if (find(entry.message_id) != &entry) return false;  // each id once
    }
    return true;
}

}  // namespace stimchat::delivery
