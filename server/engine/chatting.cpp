#include "server/engine/engine_state.hpp"
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
    request.session.protocol.enter(ServerPhase::searching);
    settle(request, {}, turn);

    const Seeker seeker{request.session.participant, request.handle};
    if (const auto partner = matchmaker_.seek(seeker, turn.now)) start_match({*partner, seeker}, turn);
}

void ChatEngine::State::cancel(const Request& request, Turn turn) {
    matchmaker_.withdraw(request.session.participant);
    request.session.protocol.enter(ServerPhase::idle);
    settle(request, {}, turn);
}

void ChatEngine::State::send_text(const Request& request, const SendText& text, Turn turn) {
    Conversation& conversation = conversations_[request.session.conversation];
    if (!(conversation.id() == text.conversation)) {
        return settle(request, refusal(NackCode::not_in_conversation), turn);
    }
    const Member& author = *conversation.find(request.session.participant);
    const StreamPosition position = conversation.advance();
    conversations_.record(request.session.conversation, {position.offset, turn.now, author.alias, text.text});

    const FrameSpan frame = turn.out.encode(
        {turn.now, TextReceived{request.command.message_id, conversation.id(), position, author.alias, text.text}});
    for (const Member& member : conversation.members()) {
        if (!(member.session == request.handle)) turn.out.deliver(sessions_[member.session].connection, frame);
    }
    // Only now: an ACK says that the text is in the record and on its way.
    Answer answer;
    answer.conversation = conversation.id();
    answer.position = position;
    settle(request, answer, turn);
}

void ChatEngine::State::leave(const Request& request, const Leave& leave, Turn turn) {
    const Handle<Conversation> handle = request.session.conversation;
    if (!(conversations_[handle].id() == leave.conversation)) {
        return settle(request, refusal(NackCode::not_in_conversation), turn);
    }
    end_conversation(handle, {Ending::Cause::left, request.session.participant}, turn);
    settle(request, {}, turn);
}

void ChatEngine::State::start_match(const Match& match, Turn turn) {
    const Alias alias{static_cast<std::uint32_t>(random_.next())};
    Conversation fresh(random_id<ConversationId>(random_), match_policy, turn.now);
    fresh.join({match.earlier.participant, alias, match.earlier.session});
    fresh.join({match.later.participant, other_alias(alias, random_), match.later.session});

    const Handle<Conversation> handle = conversations_.open(std::move(fresh));
    Conversation& conversation = conversations_[handle];
    const StreamPosition position = conversation.advance();
    for (const Member& member : conversation.members()) {
        Session& session = sessions_[member.session];
        session.conversation = handle;
        session.protocol.enter(ServerPhase::chatting);
        push(session, NewMatch{conversation.id(), position, member.alias, conversation.partner_of(member).alias}, turn);
    }
}

// Nothing for whoever left: the ACK tells, or nobody is there to be told.
std::optional<ConversationEnd> ChatEngine::State::told(const Member& member, const Ending& ending) {
    const bool by_this_one = member.participant == ending.by;
    switch (ending.cause) {
        case Ending::Cause::left:
            if (by_this_one) return std::nullopt;
            return ConversationEnd::partner_left;
        case Ending::Cause::reported:
            return by_this_one ? ConversationEnd::you_left : ConversationEnd::partner_left;
        case Ending::Cause::draining:
            return ConversationEnd::draining;
    }
    return std::nullopt;
}

void ChatEngine::State::end_conversation(Handle<Conversation> handle, const Ending& ending, Turn turn) {
    Conversation& conversation = conversations_[handle];
    const StreamPosition position = conversation.advance();
    for (const Member& member : conversation.members()) {
        Session& session = sessions_[member.session];
        session.conversation = {};
        session.protocol.enter(ServerPhase::idle);
        const auto reason = told(member, ending);
        if (reason) push(session, ConversationEnded{conversation.id(), position, *reason}, turn);
    }
    const auto& members = conversation.members();
    matchmaker_.keep_apart(members[0].participant, members[1].participant, turn.now);
    conversations_.hold(handle, turn.now);
}

}  // namespace stimchat::engine
