#include "server/engine/conversations/held_conversations.hpp"

#include "server/engine/engine_bounds.hpp"

#include <algorithm>

namespace stimchat::engine {

void HeldConversations::hold(Handle<Conversation> conversation, Instant ended_at) {
    by_end_.emplace(ended_at, conversation);
}

void HeldConversations::pin(Handle<Conversation> conversation, Instant ended_at, Instant now) {
    // Reported again before it was stored: the hour counts from the first time.
    if (is_pinned(conversation)) return;
    by_end_.erase({ended_at, conversation});
    const Instant until = now + bounds::unconfirmed_report_life;
    pins_.emplace(conversation, until);
    pin_ends_.emplace(until, conversation);
}

void HeldConversations::release(Handle<Conversation> conversation, Instant ended_at) {
    const auto pin = pins_.find(conversation);
    if (pin == pins_.end()) return;
    pin_ends_.erase({pin->second, conversation});
    pins_.erase(pin);
    by_end_.emplace(ended_at, conversation);
}

std::optional<Handle<Conversation>> HeldConversations::take_expired(Instant now) {
    if (!by_end_.empty() && !is_within_window(by_end_.begin()->first, now)) return take_oldest();
    if (pin_ends_.empty() || now < pin_ends_.begin()->first) return std::nullopt;
    const Handle<Conversation> conversation = pin_ends_.begin()->second;
    pin_ends_.erase(pin_ends_.begin());
    pins_.erase(conversation);
    return conversation;
}

std::optional<Handle<Conversation>> HeldConversations::take_oldest() {
    if (by_end_.empty()) return std::nullopt;
    const Handle<Conversation> conversation = by_end_.begin()->second;
    by_end_.erase(by_end_.begin());
    return conversation;
}

std::optional<Instant> HeldConversations::next_deadline() const {
    std::optional<Instant> first;
    if (!by_end_.empty()) first = by_end_.begin()->first + report_window_;
    if (!pin_ends_.empty()) first = std::min(first.value_or(pin_ends_.begin()->first), pin_ends_.begin()->first);
    return first;
}

}  // namespace stimchat::engine
