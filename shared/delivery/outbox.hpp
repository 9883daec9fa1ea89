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
/// sending --ack--> (delivered, leaves the outbox)
/// sending --nack | ack_timeout since first sent | end of the conversation--> failed
/// failed --take (retry under a new id, edit, delete)--> (leaves the outbox)
/// A late ACK of a failed entry makes it delivered: it was, whatever the clock said.
class Outbox {
  public:
    struct Entry {
        MessageId message_id;
        std::string text;
        SendState state = SendState::sending;
        Instant first_sent;
        Instant last_sent;
    };

    /// False if the outbox is full; nothing is changed then.
    [[nodiscard]] bool push(const MessageId& message_id, std::string_view text, Instant now);

    /// True if the id was known (sending or failed): it leaves the outbox.
    bool acked(const MessageId& message_id);
    /// True if the id was in state sending: it is failed now.
    bool nacked(const MessageId& message_id);
    /// Removes a failed entry and gives it to the caller (retry, edit, delete).
    std::optional<Entry> take_failed(const MessageId& message_id);

    /// An entry that ran out of time, marked failed; null if there is none (left). Ask before next_resend.
    const Entry* next_failed(Instant now);
    /// An entry that the caller has to send again, marked as sent at `now`; null if there is none (left).
    const Entry* next_resend(Instant now);
    /// The conversation is over: an entry that was still sending, marked failed; null if there is none (left).
    const Entry* next_abandoned();
    void clear();

    const Entry* find(const MessageId& message_id) const;
    std::optional<Instant> next_deadline() const;
    std::size_t size() const { return entries_.size(); }
    /// Checked after each step by tests and fuzzers.
    bool is_consistent() const;

  private:
    Entry* entry_of(const MessageId& message_id);
    Entry* fail_first(bool (*is_over)(const Entry&, Instant), Instant now);

    BoundedList<Entry, limits::outbox_messages_max> entries_;
};

}  // namespace stimchat::delivery
