#pragma once

#include "server/engine/slab.hpp"
#include "shared/core/time.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace stimchat::engine {

class Conversation;

/// Which ended conversations are still kept, and until when: for the report window, and longer if a report of it is on
/// its way to the database. Says who has to go next; the conversations themselves live elsewhere.
class HeldConversations {
  public:
    explicit HeldConversations(Duration report_window) : report_window_(report_window) {}

    void hold(Handle<Conversation> conversation, Instant ended_at);
    /// A report was handed to the store: not to be dropped before release(), for at most
    /// bounds::unconfirmed_report_life.
    void pin(Handle<Conversation> conversation, Instant ended_at, Instant now);
    void release(Handle<Conversation> conversation, Instant ended_at);
    bool is_pinned(Handle<Conversation> conversation) const { return pins_.count(conversation) != 0; }
    bool is_within_window(Instant ended_at, Instant now) const { return now < ended_at + report_window_; }

    /// One that has run out of time, taken out; call until there is none.
    std::optional<Handle<Conversation>> take_expired(Instant now);
    /// The one that ended first and is not pinned, taken out.
    std::optional<Handle<Conversation>> take_oldest();

    std::optional<Instant> next_deadline() const;
    std::size_t size() const { return by_end_.size() + pins_.size(); }
    std::size_t pinned() const { return pins_.size(); }
    bool is_consistent() const { return pins_.size() == pin_ends_.size(); }

  private:
    using Timed = std::pair<Instant, Handle<Conversation>>;

    Duration report_window_;
    std::set<Timed> by_end_;                        // not pinned, by when the conversation ended
    std::map<Handle<Conversation>, Instant> pins_;  // pinned, and until when
    std::set<Timed> pin_ends_;
};

}  // namespace stimchat::engine
