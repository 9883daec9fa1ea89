#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/core/token_bucket.hpp"
#include "shared/protocol/message.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>

namespace stimchat::session {

/// Where a participant is, as the server sees it.
enum class ServerPhase : std::uint8_t { greeting, idle, searching, chatting };

/// What was answered to a command, small enough to be kept: repeated as it was when the command comes again.
struct Answer {
    std::optional<protocol::NackCode> refusal;  ///< absent: ACK
    std::optional<Duration> retry_after;
    std::optional<ConversationId> conversation;        ///< of an accepted text
    std::optional<protocol::StreamPosition> position;  ///< of an accepted text
};

struct Fresh {};  ///< never seen: carry it out, then settle()
struct Seen {
    Answer first_answer;
};  ///< a resend: repeat the answer, do nothing else
struct Refused {
    Answer answer;
};  ///< not allowed now: settled already; send the NACK
using Admission = std::variant<Fresh, Seen, Refused>;

/// The server's end of one session: which command is allowed in which phase (an explicit table in
/// server_transitions.hpp), how many, and what was answered to each. Pure.
class ServerSession {
  public:
    explicit ServerSession(BucketShape commands) : shape_(commands) {}

    /// Order: seen before? then phase, then rate. `rate_limited` is not remembered, so the same id may come again.
    [[nodiscard]] Admission admit(const protocol::Command& command, Instant now);
    /// Records the first answer to a fresh command. Bounded: the oldest of limits::dedupe_window_commands goes.
    void settle(MessageId message_id, const Answer& answer);

    ServerPhase phase() const { return phase_; }
    void enter(ServerPhase phase);
    bool is_consistent() const;

  private:
    struct Window;
    BucketShape shape_;
    TokenBucket bucket_;
    ServerPhase phase_ = ServerPhase::greeting;
    std::unique_ptr<Window, void (*)(Window*)> window_{nullptr,
                                                       nullptr};  ///< made on first use: an idle session is small
};

}  // namespace stimchat::session
