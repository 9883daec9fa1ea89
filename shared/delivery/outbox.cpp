#include "shared/delivery/outbox.hpp"

#include <algorithm>

namespace stimchat::delivery {

namespace {

Instant given_up_at(const Outbox::Entry& entry) {
    return entry.said_at + limits::ack_timeout;
}

}  // namespace

Outbox::Entry* Outbox::push(const MessageId& message_id, std::string_view text, Instant now) {
    if (find(message_id) != nullptr) return nullptr;
    Entry* entry = entries_.add();
    if (entry == nullptr) return nullptr;
    entry->message_id = message_id;
    entry->text = text;
    entry->said_at = now;
    entry->resend_at = now + limits::resend_interval;
    return entry;
}

Outbox::Entry* Outbox::push_unanswered(const MessageId& message_id, std::string_view text, Instant now) {
    Entry* entry = push(message_id, text, now);
    if (entry == nullptr) return nullptr;
    entry->state = SendState::failed;
    entry->is_unanswered = true;
    entry->is_sent = true;
    return entry;
}

std::optional<Outbox::Entry> Outbox::acked(const MessageId& message_id) {
    Entry* entry = entry_of(message_id);
    if (entry == nullptr) return std::nullopt;
    return entries_.take(entry);
}

Outbox::Entry* Outbox::nacked(const MessageId& message_id) {
    Entry* entry = entry_of(message_id);
    if (entry == nullptr || (entry->state == SendState::failed && !entry->is_unanswered)) return nullptr;
    entry->state = SendState::failed;
    entry->is_unanswered = false;
    return entry;
}

std::optional<Outbox::Entry> Outbox::take_failed(const MessageId& message_id) {
    Entry* entry = entry_of(message_id);
    if (entry == nullptr || entry->state != SendState::failed) return std::nullopt;
    return entries_.take(entry);
}

Outbox::Entry* Outbox::next_failed(Instant now) {
    Entry* entry = fail_first([](const Entry& one, Instant time) { return time >= given_up_at(one); }, now);
    if (entry != nullptr) entry->is_unanswered = true;
    return entry;
}

Outbox::Entry* Outbox::next_abandoned() {
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

Outbox::Entry* Outbox::next_resend(Instant now) {
    for (Entry& entry : entries_) {
        if (entry.state != SendState::sending || now < entry.resend_at) continue;
        entry.resend_at = now + limits::resend_interval;
        return &entry;
    }
    return nullptr;
}

void Outbox::resend_all(Instant now) {
    for (Entry& entry : entries_)
        entry.resend_at = now;
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

const Outbox::Entry* Outbox::first_unanswered() const {
    for (const Entry& entry : entries_)
        if (entry.is_unanswered) return &entry;
    return nullptr;
}

std::uint32_t Outbox::unanswered() const {
    std::uint32_t count = 0;
    for (const Entry& entry : entries_)
        count += entry.is_unanswered ? 1 : 0;
    return count;
}

bool Outbox::is_waiting() const {
    return std::any_of(begin(), end(),
                       [](const Entry& entry) { return entry.state == SendState::sending || entry.is_unanswered; });
}

std::optional<Instant> Outbox::next_deadline() const {
    std::optional<Instant> earliest;
    for (const Entry& entry : entries_) {
        if (entry.state != SendState::sending) continue;
        const Instant due = std::min(given_up_at(entry), entry.resend_at);
        if (!earliest || due < *earliest) earliest = due;
    }
    return earliest;
}

bool Outbox::is_consistent() const {
    for (const Entry& entry : entries_) {
        const bool failed = entry.state == SendState::failed;
        if (!failed && entry.state != SendState::sending) return false;  // what is delivered has left
        if (entry.is_unanswered && !failed) return false;
        if (entry.is_uncertain && (!failed || entry.is_unanswered)) return false;
        if (failed && entry.tag != 0) return false;  // whoever waited has been told
        if (entry.resend_at < entry.said_at) return false;
        if (find(entry.message_id) != &entry) return false;  // each id once
    }
    return true;
}

}  // namespace stimchat::delivery
