#include "server/engine/engine_state.hpp"
#include "shared/core/mutation.hpp"
#include "shared/protocol/version.hpp"

/// Searching, meeting, talking, parting.
namespace stimchat::engine {

using namespace protocol;
using session::Answer;
using session::ServerPhase;

namespace {

Answer refusal(NackCode code) {
    Answer answer;
    answer.refusal = code;
    return answer;
}

Alias other_alias(Alias taken, RandomSource& random) {
    Alias alias = taken;
    while (alias == taken)
        alias.value = static_cast<std::uint32_t>(random.next());
    return alias;
}

}  // namespace

void ChatEngine::State::find(const Request& request, const Find& find, Turn turn) {
    if (find.terms < terms_version) return settle(request, refusal(NackCode::consent_required), turn);
    if (drain_) {
        Answer draining = refusal(NackCode::draining);
        draining.retry_after = time_to_stay_away(turn);
        return settle(request, draining, turn);
    }
    request.participant.protocol.enter(ServerPhase::searching);
    settle(request, {}, turn);

    const Seeker seeker{request.participant.key, participants_[request.handle].participant};
    if (const auto partner = matchmaker_.seek(seeker, turn.now)) start_match({*partner, seeker}, turn);
}

void ChatEngine::State::cancel(const Request& request, Turn turn) {
    matchmaker_.withdraw(request.participant.key);
    request.participant.protocol.enter(ServerPhase::idle);
    push_to_all(participants_[request.handle].participant, SearchEnded{SearchEnd::cancelled}, request.handle, turn);
    settle(request, {}, turn);
}

void ChatEngine::State::send_text(const Request& request, const SendText& text, Turn turn) {
    Conversation& conversation = conversations_[request.participant.conversation];
    if (!(conversation.id() == text.conversation)) {
        return settle(request, refusal(NackCode::not_in_conversation), turn);
    }
    const Alias author = conversation.find(request.participant.key)->alias;
    const MessageId message_id = request.command.message_id;
    const StreamPosition position = conversation.advance();
    if (!mutated(Mutation::ack_without_record)) {
        conversations_.record(request.participant.conversation,
                              {position.offset, turn.now, author, message_id, text.text});
    }
    relay(conversation, TextReceived{message_id, conversation.id(), position, author, text.text}, request.handle, turn);

    // Only now: an ACK says that the text is in the record and on its way.
    Answer answer;
    answer.conversation = conversation.id();
    answer.position = position;
    settle(request, answer, turn);
}

void ChatEngine::State::leave(const Request& request, const Leave& leave, Turn turn) {
    const Handle<Conversation> handle = request.participant.conversation;
    if (!(conversations_[handle].id() == leave.conversation)) {
        return settle(request, refusal(NackCode::not_in_conversation), turn);
    }
    end_conversation(handle, {Ending::Cause::left, request.participant.key}, request.handle, turn);
    settle(request, {}, turn);
}

void ChatEngine::State::start_match(const Match& match, Turn turn) {
    const Alias alias{static_cast<std::uint32_t>(random_.next())};
    Conversation fresh(random_id<ConversationId>(random_), match_policy, turn.now);
    fresh.join({match.earlier.participant, alias, match.earlier.handle});
    fresh.join({match.later.participant, other_alias(alias, random_), match.later.handle});

    const Handle<Conversation> handle = conversations_.open(std::move(fresh));
    Conversation& conversation = conversations_[handle];
    const StreamPosition position = conversation.advance();
    for (const Member& member : conversation.members()) {
        enter_conversation(member.handle, handle);
        const Alias partner = conversation.partner_of(member).alias;
        push_to_all(member.handle, NewMatch{conversation.id(), position, member.alias, partner}, {}, turn);
    }
    for (const Member& member : conversation.members())
        announce_presence(member.handle, participants_.only_session(member.handle), turn);
}

void ChatEngine::State::enter_conversation(Handle<Participant> handle, Handle<Conversation> conversation) {
    Participant& participant = participants_[handle];
    participant.conversation = conversation;
    participant.shown_as = Presence::here;
    participant.protocol.enter(ServerPhase::chatting);
    participants_.for_each_session(handle, [this](Handle<Session> session, const Session&) {
        participants_[session].expired_offset = 0;  // it was one of the conversation before
    });
}

void ChatEngine::State::end_conversation(Handle<Conversation> handle, const Ending& ending, Handle<Session> except,
                                         Turn turn) {
    Conversation& conversation = conversations_[handle];
    const std::vector<Member> members = conversation.members();
    conversations_.hold(handle, ending, turn.now);
    const StreamPosition position = conversation.last();
    for (const Member& member : members) {
        Participant& participant = participants_[member.handle];
        participant.conversation = {};
        participant.protocol.enter(ServerPhase::idle);
        push_to_all(member.handle, ConversationEnded{conversation.id(), position, told(member, ending)}, except, turn);
    }
    matchmaker_.keep_apart(members[0].participant, members[1].participant, turn.now);
}

}  // namespace stimchat::engine
