#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/protocol/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The sender's half of at-least-once: what was said and not yet answered.
namespace stimchat::delivery {

enum class SendState : std::uint8_t {
    sending,    ///< no answer yet; resent with the same message_id
    delivered,  ///< ACK
    failed,     ///< NACK, or no answer within limits::ack_timeout
};

/// Unanswered texts of one conversation, oldest first. Bounded by limits::outbox_messages_max. Holds the text, so a
/// resend or a retry needs nothing from outside. Pure: `now` goes in, the next deadline comes out.
///
/// sending --ack--> (delivered, leaves the outbox)
/// sending --nack | ack_timeout since first sent | abandon_all--> failed
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
    [[nodiscard]] bool push(MessageId message_id, std::string_view text, Instant now);

    /// True if the id was known (sending or failed): it leaves the outbox.
    bool acked(MessageId message_id);
    /// True if the id was in state sending: it is failed now.
    bool nacked(MessageId message_id);
    /// Removes a failed entry and gives it to the caller (retry, edit, delete).
    std::optional<Entry> take_failed(MessageId message_id);

    struct Due {
        std::vector<MessageId> resend;  ///< the caller sends them again; marked as sent at `now`
        std::vector<MessageId> failed;  ///< ran out of time; marked failed
    };
    Due on_time(Instant now);
    /// Everything still sending fails (the conversation is over). Returns what failed.
    std::vector<MessageId> abandon_all();
    void clear();

    const Entry* find(MessageId message_id) const;
    std::optional<Instant> next_deadline() const;
    std::size_t size() const { return entries_.size(); }
    /// Checked after each step by tests and fuzzers.
    bool is_consistent() const;

  private:
    std::vector<Entry> entries_;
};

}  // namespace stimchat::delivery
