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

struct Session;

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
    Handle<Session> session;    ///< none once the conversation is over
    bool has_reported = false;  ///< the other members
};

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

    void end(Instant now);
    bool is_over() const { return ended_at_.has_value(); }

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
    std::uint32_t epoch_ = 1;
    std::uint64_t next_offset_ = 1;
    std::vector<Member> members_;
    Transcript transcript_;
};

}  // namespace stimchat::engine
