#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/protocol/message.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace stimchat::session {

/// Commands other than texts that wait for their answer, oldest first. They live as long as the connection: after a
/// loss the server has forgotten the search and ended the chat, so there is nothing left to ask.
class PendingRequests {
  public:
    enum class Kind : std::uint8_t { find, cancel, leave };

    struct Request {
        protocol::Command command;
        Kind kind{};
        Instant last_sent;
        std::uint32_t times_sent = 1;
    };

    // A person cannot have more than a few of these open; what is older has been overtaken.
    static constexpr std::size_t requests_max = 8;
    // Sent so often without an answer, the link is given up.
    static constexpr std::uint32_t sends_max = 3;

    /// `command` holds no text, so keeping it is safe. If the table is full the oldest goes.
    void add(const protocol::Command& command, Kind kind, Instant now);
    /// The kind of the request that this answers, if it is one of ours; it leaves the table.
    std::optional<Kind> answered(MessageId message_id);
    void forget(Kind kind);
    void clear() { requests_.clear(); }

    struct Due {
        std::vector<protocol::Command> resend;
        bool exhausted = false;  ///< one was sent sends_max times in vain
    };
    Due on_time(Instant now);
    std::optional<Instant> next_deadline() const;
    std::size_t size() const { return requests_.size(); }

  private:
    std::vector<Request> requests_;
};

}  // namespace stimchat::session
