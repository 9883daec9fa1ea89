#include "server/engine/conversations/conversation.hpp"

#include "shared/core/mutation.hpp"

#include <cassert>

namespace stimchat::engine {

void Conversation::join(Member member) {
    assert(members_.size() < policy_->members_max);
    if (members_.empty()) members_.reserve(policy_->members_min);
    members_.push_back(member);
}

Member* Conversation::find(ParticipantKey participant) {
    for (Member& member : members_) {
        if (member.participant == participant) return &member;
    }
    return nullptr;
}

const Member& Conversation::partner_of(const Member& member) const {
    assert(members_.size() == 2);
    return members_[0].participant == member.participant ? members_[1] : members_[0];
}

// Offset 1 is the match itself, which needs no record; then come texts without gaps, and at last the end.
std::uint64_t Conversation::oldest_resumable_offset() const {
    return transcript_.truncated() ? transcript_.first_offset() - 1 : 1;
}

void Conversation::end(const Ending& ending, Instant now) {
    advance();
    ending_ = ending;
    ended_at_ = now;
    for (Member& member : members_)
        member.handle = {};
    transcript_.shrink();
}

bool Conversation::was_lost_by(ParticipantKey member) const {
    return is_over() && ending_.cause == Ending::Cause::lost && ending_.by == member;
}

protocol::ConversationEnd told(const Member& member, const Ending& ending) {
    using protocol::ConversationEnd;
    if (ending.cause == Ending::Cause::draining) return ConversationEnd::draining;
    if (mutated(Mutation::leak_partner_on_report) && ending.cause == Ending::Cause::reported)
        return ConversationEnd::you_left;
    return member.participant == ending.by ? ConversationEnd::you_left : ConversationEnd::partner_left;
}

bool Conversation::is_consistent() const {
    if (members_.size() > policy_->members_max) return false;
    if (!is_over() && members_.size() < policy_->members_min) return false;
    for (std::size_t i = 0; i < members_.size(); ++i) {
        if (static_cast<bool>(members_[i].handle) == is_over()) return false;
        if (members_[i].seen_offset > last().offset) return false;
        for (std::size_t j = i + 1; j < members_.size(); ++j) {
            if (members_[i].participant == members_[j].participant) return false;
            if (members_[i].alias == members_[j].alias) return false;
        }
    }
    return oldest_resumable_offset() <= last().offset && transcript_.is_consistent();
}

}  // namespace stimchat::engine
