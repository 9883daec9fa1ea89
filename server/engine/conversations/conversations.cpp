#include "server/engine/conversations/conversations.hpp"

#include "server/engine/engine_bounds.hpp"

#include <algorithm>

namespace stimchat::engine {

Conversations::Conversations(const EngineConfig& config)
    : held_max_(std::max<std::size_t>(config.conversations_held_max, 1)),
      evidence_bytes_max_(config.evidence_bytes_max),
      held_(config.report_window) {}

Handle<Conversation> Conversations::open(Conversation conversation) {
    const ConversationId id = conversation.id();
    const Handle<Conversation> handle = slab_.add(std::move(conversation));
    by_id_.emplace(id, handle);
    return handle;
}

std::optional<Handle<Conversation>> Conversations::find(ConversationId id) const {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return std::nullopt;
    return found->second;
}

void Conversations::record(Handle<Conversation> handle, const Transcript::Line& line) {
    Transcript& transcript = slab_[handle].transcript();
    const std::size_t growth = transcript.growth_for(line.text);
    const bool may_grow = growth == 0 || make_room(growth);
    evidence_bytes_ -= transcript.memory_bytes();
    transcript.append(line, may_grow);
    evidence_bytes_ += transcript.memory_bytes();
}

void Conversations::hold(Handle<Conversation> handle, const Ending& ending, Instant now) {
    Conversation& conversation = slab_[handle];
    evidence_bytes_ -= conversation.transcript().memory_bytes();
    conversation.end(ending, now);
    evidence_bytes_ += conversation.transcript().memory_bytes();
    // Room first, so that it is never this one that goes.
    drop_unpinned_down_to(held_max_ - 1);
    held_.hold(handle, now);
}

bool Conversations::can_be_reported(Handle<Conversation> handle, const Member& reporter, Instant now) const {
    // Who reported in time may repeat it for as long as the evidence is kept for the first try.
    if (reporter.has_reported && held_.is_pinned(handle)) return true;
    return held_.is_within_window(*slab_[handle].ended_at(), now);
}

bool Conversations::pin(Handle<Conversation> handle, Instant now) {
    if (!held_.is_pinned(handle) && held_.pinned() >= bounds::unconfirmed_reports_max) return false;
    held_.pin(handle, *slab_[handle].ended_at(), now);
    return true;
}

void Conversations::release(Handle<Conversation> handle, Instant now) {
    if (!slab_[handle].is_over()) return;
    held_.release(handle, *slab_[handle].ended_at());
    on_time(now);
    drop_unpinned_down_to(held_max_);
}

void Conversations::on_time(Instant now) {
    while (const auto expired = held_.take_expired(now))
        drop(*expired);
}

// Pinned ones do not count: their number has its own bound, and they must not push out the others.
void Conversations::drop_unpinned_down_to(std::size_t left) {
    while (held_.size() - held_.pinned() > left)
        drop(*held_.take_oldest());
}

bool Conversations::make_room(std::size_t bytes) {
    while (evidence_bytes_ + bytes > evidence_bytes_max_) {
        const auto oldest = held_.take_oldest();
        if (!oldest) return false;
        drop(*oldest);
    }
    return true;
}

void Conversations::drop(Handle<Conversation> handle) {
    evidence_bytes_ -= slab_[handle].transcript().memory_bytes();
    by_id_.erase(slab_[handle].id());
    slab_.erase(handle);
}

bool Conversations::is_consistent() const {
    bool good = by_id_.size() == slab_.size() && held_.is_consistent();
    good = good && held_.size() - held_.pinned() <= held_max_;
    good = good && held_.pinned() <= bounds::unconfirmed_reports_max;
    std::size_t bytes = 0;
    std::size_t over = 0;
    slab_.for_each([&](Handle<Conversation> handle, const Conversation& conversation) {
        good = good && conversation.is_consistent() && find(conversation.id()) == handle;
        bytes += conversation.transcript().memory_bytes();
        over += conversation.is_over() ? 1 : 0;
    });
    return good && bytes == evidence_bytes_ && over == held_.size();
}

}  // namespace stimchat::engine
