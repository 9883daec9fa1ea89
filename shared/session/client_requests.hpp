#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/delivery/bounded_list.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace stimchat::session {

/// Commands other than texts that wait for their answer, oldest first. They survive the connection, and are sent again
/// over the next one.
class PendingRequests {
  public:
    enum class Kind : std::uint8_t { find, cancel, leave };

    struct Request {
        MessageId message_id;
        Kind kind{};
        ConversationId conversation;  ///< of a LEAVE
        Instant last_sent;
        std::uint32_t times_sent = 1;
    };

    // A person cannot have more than a few of these open; what is older has been overtaken.
    static constexpr std::size_t requests_max = 8;
    // Sent so often without an answer, the link is given up.
    static constexpr std::uint32_t sends_max = 3;

    /// Takes note of what is sent now. If the table is full the oldest goes.
    const Request& add(const MessageId& message_id, Kind kind, const ConversationId& conversation, Instant now);
    /// The kind of the request that this answers, if it is one of ours; it leaves the table.
    std::optional<Kind> answered(const MessageId& message_id);
    void forget(Kind kind);
    bool has(Kind kind) const;
    bool is_leaving(const ConversationId& conversation) const;
    void clear() { requests_.clear(); }

    /// One that has to be sent again, counted as sent at `now`; null if there is none (left).
    const Request* next_due(Instant now);
    /// There is a new connection: all are to be sent again, and count from one.
    void resend_all(Instant now);
    /// Whether one was sent sends_max times in vain.
    bool is_exhausted(Instant now) const;
    std::optional<Instant> next_deadline() const;
    std::size_t size() const { return requests_.size(); }

  private:
    delivery::BoundedList<Request, requests_max> requests_;
};

}  // namespace stimchat::session
