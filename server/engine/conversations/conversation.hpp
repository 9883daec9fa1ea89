#pragma once

#include "server/engine/conversations/transcript.hpp"
#include "server/engine/slab.hpp"
#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/protocol/message.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace stimchat::engine {

struct Participant;

/// What makes one kind of conversation differ from another. Values, so that all kinds share one code path.
struct ConversationPolicy {
    std::size_t members_max;
    /// With fewer members than this it is over.
    std::size_t members_min;
};
/// Two strangers, in memory only.
inline constexpr ConversationPolicy match_policy{2, 2};

struct Member {
    ParticipantKey participant;
    Alias alias;
    Handle<Participant> handle;     ///< none once the conversation is over
    std::uint64_t seen_offset = 0;  ///< seen by a person up to here; 0: nothing said about it
    bool has_reported = false;      ///< the other members
};

/// Why a conversation is over.
struct Ending {
    enum class Cause : std::uint8_t {
        left,
        lost,  ///< the last session of a member ended without a LEAVE
        reported,
        draining,
    } cause{};
    ParticipantKey by;  ///< who left, was lost or reported
};
/// How this member is told. One that was lost is not: it has not left, and there is no session of it to be told.
protocol::ConversationEnd told(const Member& member, const Ending& ending);

/// Where messages are ordered: members, and the offsets they share.
class Conversation {
  public:
    Conversation(ConversationId id, const ConversationPolicy& policy, Instant started_at)
        : id_(id), policy_(&policy), started_at_(started_at) {}

    void join(Member member);
    std::vector<Member>& members() { return members_; }
    const std::vector<Member>& members() const { return members_; }
    Member* find(ParticipantKey participant);
    /// In a conversation of two: the one that is not `member`.
    const Member& partner_of(const Member& member) const;

    /// Takes the next offset.
    protocol::StreamPosition advance() { return {epoch_, next_offset_++}; }
    protocol::StreamPosition last() const { return {epoch_, next_offset_ - 1}; }
    /// Everything after this offset can still be sent again.
    std::uint64_t oldest_resumable_offset() const;

    /// Takes the last offset.
    void end(const Ending& ending, Instant now);
    bool is_over() const { return ended_at_.has_value(); }
    /// Once it is over.
    const Ending& ending() const { return ending_; }
    bool was_lost_by(ParticipantKey member) const;

    ConversationId id() const { return id_; }
    Instant started_at() const { return started_at_; }
    std::optional<Instant> ended_at() const { return ended_at_; }
    const Transcript& transcript() const { return transcript_; }
    Transcript& transcript() { return transcript_; }
    bool is_consistent() const;

  private:
    ConversationId id_;
    const ConversationPolicy* policy_;
    Instant started_at_;
    std::optional<Instant> ended_at_;
    Ending ending_;
    std::uint32_t epoch_ = 1;
    std::uint64_t next_offset_ = 1;
    std::vector<Member> members_;
    Transcript transcript_;
};

}  // namespace stimchat::engine
