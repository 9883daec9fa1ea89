#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/delivery/bounded_list.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/protocol/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The sender's half of at-least-once: what was said and not yet answered.
namespace stimchat::delivery {

enum class SendState : std::uint8_t {
    sending,    ///< no answer yet; resent with the same message_id
    delivered,  ///< ACK, or it came back in the stream
    seen,       ///< the partner's receipt covers it
    failed,     ///< NACK, or no answer within limits::ack_timeout
};

/// Unanswered texts of one conversation, oldest first. Bounded by limits::outbox_messages_max. Holds the text, so a
/// resend or a retry needs nothing from outside. Pure: `now` goes in, the next deadline comes out.
///
/// sending --ack, or its own push--> (delivered, leaves the outbox)
/// sending --nack | ack_timeout since it was said | end of the conversation--> failed
/// failed --take (retry, edit, delete)--> (leaves the outbox)
/// A late ACK of a failed entry makes it delivered: it was, whatever the clock said.
///
/// Time runs whether or not there is a link: what could not be sent in time has failed as well.
class Outbox {
  public:
    struct Entry {
        MessageId message_id;
        std::string text;
        SendState state = SendState::sending;
        /// Failed because no answer came: it may have arrived, so a retry has to go under the same message_id.
        bool is_unanswered = false;
        bool is_sent = false;  ///< the caller's: over some connection
        /// The caller's: it can never be known whether it arrived, so it must not be tried again.
        bool is_uncertain = false;
        bool is_kept = false;   ///< the caller's: whether the text is stored elsewhere too
        std::uint32_t tag = 0;  ///< the caller's: who waits for the answer
        Instant said_at;
        Instant resend_at;
    };

    /// Null if the outbox is full or holds the id; nothing is changed then.
    [[nodiscard]] Entry* push(const MessageId& message_id, std::string_view text, Instant now);
    /// The same, of one that had no answer in an earlier life.
    [[nodiscard]] Entry* push_unanswered(const MessageId& message_id, std::string_view text, Instant now);

    /// What was known under this id, sending or failed, and has left the outbox.
    std::optional<Entry> acked(const MessageId& message_id);
    /// The entry, failed now, if it had no answer yet; else null.
    Entry* nacked(const MessageId& message_id);
    /// Removes a failed entry and gives it to the caller (retry, edit, delete).
    std::optional<Entry> take_failed(const MessageId& message_id);

    /// An entry that ran out of time, marked failed; null if there is none (left). Ask before next_resend.
    Entry* next_failed(Instant now);
    /// An entry that the caller has to send again, marked as sent at `now`; null if there is none (left).
    Entry* next_resend(Instant now);
    /// There is a new connection: everything on its way is to be sent again.
    void resend_all(Instant now);
    /// The conversation is over: an entry that was still sending, marked failed; null if there is none (left).
    Entry* next_abandoned();
    void clear();

    const Entry* find(const MessageId& message_id) const;
    /// The oldest that failed for want of an answer; null if there is none.
    const Entry* first_unanswered() const;
    std::uint32_t unanswered() const;
    /// Whether there is any of which it is not known whether it has arrived.
    bool is_waiting() const;
    std::optional<Instant> next_deadline() const;

    Entry* begin() { return entries_.begin(); }
    Entry* end() { return entries_.end(); }
    const Entry* begin() const { return entries_.begin(); }
    const Entry* end() const { return entries_.end(); }
    std::size_t size() const { return entries_.size(); }
    /// Checked after each step by tests and fuzzers.
    bool is_consistent() const;

  private:
    Entry* entry_of(const MessageId& message_id);
    Entry* fail_first(bool (*is_over)(const Entry&, Instant), Instant now);

    BoundedList<Entry, limits::outbox_messages_max> entries_;
};

}  // namespace stimchat::delivery
