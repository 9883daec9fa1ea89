#pragma once

#include "shared/delivery/send_transitions.hpp"
#include "shared/session/client_view.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace stimchat::session {

/// Writes the view, and keeps count: `revision` grows by one with each turn that changed something visible, and an
/// entry that changed carries that revision.
class ClientPage {
  public:
    const ClientView& view() const { return view_; }

    template <class Field, class Value>
    void set(Field ClientView::*field, Value&& value) {
        if (view_.*field == value) return;
        view_.*field = std::forward<Value>(value);
        changed_ = true;
    }
    /// Ends the turn.
    void commit();

    // --- the log. Entries are in the order of their numbers.

    /// The caller has made room: at most limits::log_entries_max.
    LogEntry& append(Author author, const MessageId& message_id, delivery::SendState state, std::string_view text,
                     Instant at);
    // Own texts; each gives the entry's number, 0 if the text is not in the log (any more).
    std::uint64_t deliver(const MessageId& message_id, std::uint64_t offset);
    std::uint64_t fail(const MessageId& message_id, delivery::SendHappening why, std::string_view fault);
    /// Own texts up to this offset have been seen.
    void see(std::uint64_t offset);
    void remove(std::uint64_t entry);
    void clear_log();
    const LogEntry* find(std::uint64_t entry) const;
    const LogEntry* find(Author author, const MessageId& message_id) const;
    /// The oldest entry that waits for nothing; null if all do.
    const LogEntry* oldest_settled() const;

  private:
    LogEntry* own(const MessageId& message_id);
    /// Along a row of send_transitions; else the state stays as it is.
    void advance(LogEntry& entry, delivery::SendHappening happening);

    ClientView view_;
    std::uint64_t entry_last_ = 0;
    bool changed_ = false;
};

}  // namespace stimchat::session
