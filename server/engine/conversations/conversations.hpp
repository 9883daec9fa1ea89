#pragma once

#include "server/engine/conversations/conversation.hpp"
#include "server/engine/conversations/held_conversations.hpp"
#include "server/engine/engine_config.hpp"
#include "server/engine/slab.hpp"
#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"

#include <cstddef>
#include <optional>
#include <unordered_map>

namespace stimchat::engine {

/// All conversations, live and held, and the bound on what their transcripts take together.
class Conversations {
  public:
    explicit Conversations(const EngineConfig& config);

    Handle<Conversation> open(Conversation conversation);
    Conversation& operator[](Handle<Conversation> handle) { return slab_[handle]; }
    const Conversation& operator[](Handle<Conversation> handle) const { return slab_[handle]; }
    /// Live or held.
    std::optional<Handle<Conversation>> find(ConversationId id) const;

    /// Into the transcript. When evidence_bytes_max is reached, held conversations go first, the oldest before the
    /// others; then the oldest lines of this very conversation. Its newest line is always kept, so the bound can be
    /// passed by at most one message for each live conversation.
    void record(Handle<Conversation> handle, const Transcript::Line& line);

    /// It is over: kept for the report window.
    void hold(Handle<Conversation> handle, const Ending& ending, Instant now);
    /// Whether a held one can still be reported by this member.
    bool can_be_reported(Handle<Conversation> handle, const Member& reporter, Instant now) const;
    /// A report of it is handed to the store. False, and nothing done, if too many are on their way already.
    [[nodiscard]] bool pin(Handle<Conversation> handle, Instant now);
    void release(Handle<Conversation> handle, Instant now);

    void on_time(Instant now);
    std::optional<Instant> next_deadline() const { return held_.next_deadline(); }

    std::size_t live() const { return slab_.size() - held_.size(); }
    std::size_t held() const { return held_.size(); }
    std::size_t evidence_bytes() const { return evidence_bytes_; }
    const Slab<Conversation>& all() const { return slab_; }
    bool is_consistent() const;

  private:
    void drop_unpinned_down_to(std::size_t left);
    bool make_room(std::size_t bytes);
    void drop(Handle<Conversation> handle);

    std::size_t held_max_;
    std::size_t evidence_bytes_max_;
    std::size_t evidence_bytes_ = 0;
    Slab<Conversation> slab_;
    std::unordered_map<ConversationId, Handle<Conversation>> by_id_;
    HeldConversations held_;
};

}  // namespace stimchat::engine
