#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/core/token_bucket.hpp"
#include "shared/protocol/message.hpp"
#include "shared/session/server_transitions.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace stimchat::session {

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
};                         ///< not allowed now: settled already; send the NACK
struct TooManyRepeats {};  ///< beyond limits::repeat_burst and repeats_per_second: close the connection
using Admission = std::variant<Fresh, Seen, Refused, TooManyRepeats>;

/// Only what changes something is kept with its answer, for a resend. What says how things are, PING and HELLO are
/// never sent again under the same id, and must not push out the answers to texts.
bool is_remembered(CommandKind kind);

/// The server's end of what one participant says, on whichever of its sessions: which command is allowed in which phase
/// (an explicit table in server_transitions.hpp), how many, and what was answered to each. Outlives any connection.
/// Pure.
class ServerSession {
  public:
    /// `sessions_max`: how many clients may speak for this participant at once; each has its share of the window.
    explicit ServerSession(BucketShape commands, std::size_t sessions_max = 1);

    /// CANCEL and LEAVE are not limited in their rate; what is not remembered is counted by itself. Order: seen before?
    /// then phase, then rate. A refusal is remembered as well, `rate_limited` too: what is tried again after it comes
    /// under a new id.
    [[nodiscard]] Admission admit(const protocol::Command& command, Instant now);
    /// Records the first answer to a fresh command, if its kind is_remembered(). Bounded: the oldest goes when there
    /// are limits::dedupe_window_commands for each session.
    void settle(const protocol::Command& command, const Answer& answer);

    ServerPhase phase() const { return phase_; }
    /// Only along a row of phase_changes.
    void enter(ServerPhase phase);
    bool is_consistent() const;

  private:
    /// An Answer packed for the window: of position and retry_after at most one is present.
    struct Remembered {
        enum class Kind : std::uint8_t { plain, with_position, with_retry };
        MessageId message_id;
        ConversationId conversation;
        std::uint64_t offset_or_retry_ms = 0;
        std::uint32_t epoch = 0;
        Kind kind = Kind::plain;
        std::optional<protocol::NackCode> refusal;
    };
    static Remembered pack(MessageId message_id, const Answer& answer);
    static Answer unpack(const Remembered& remembered);
    const Remembered* find(MessageId message_id) const;
    Duration wait_for(CommandKind kind, Instant now);

    BucketShape shape_;
    TokenBucket bucket_;
    TokenBucket passing_;  ///< commands that are not remembered
    TokenBucket repeats_;
    /// A ring once it is full; grows on demand, so that an idle session is small.
    std::vector<Remembered> window_;
    std::uint16_t window_max_;
    std::uint16_t oldest_ = 0;
    ServerPhase phase_ = ServerPhase::greeting;
};

}  // namespace stimchat::session
