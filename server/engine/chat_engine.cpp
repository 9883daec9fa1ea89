#include "server/engine/chat_engine.hpp"

#include "server/engine/engine_state.hpp"
#include "shared/core/overloaded.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/validation/command.hpp"

namespace stimchat::engine {

using namespace protocol;

ChatEngine::ChatEngine(const EngineConfig& config, const TokenVerifier& tokens, RandomSource& random)
    : state_(std::make_unique<State>(config, tokens, random)) {}

ChatEngine::~ChatEngine() = default;

void ChatEngine::handle(const EngineEvent& event, Instant now, Actions& out) {
    std::visit([&](const auto& happened) { state_->on(happened, Turn{now, out}); }, event);
}

std::optional<Instant> ChatEngine::next_deadline() const {
    return state_->next_deadline();
}

EngineCounts ChatEngine::counts() const {
    return state_->counts();
}

std::optional<SessionStatus> ChatEngine::status_of(SessionId session) const {
    return state_->status_of(session);
}

std::optional<ConnectionId> ChatEngine::connection_of(SessionId session) const {
    const auto status = state_->status_of(session);
    return status ? status->connection : std::nullopt;
}

bool ChatEngine::is_consistent() const {
    return state_->is_consistent();
}

ChatEngine::State::State(const EngineConfig& config, const TokenVerifier& tokens, RandomSource& random)
    : config_(config),
      tokens_(tokens),
      random_(random),
      matchmaker_(config.search_timeout, config.rematch_cooldown),
      conversations_(config) {}

// --- the spine: one frame, from bytes to its answer ------------------------------------------------------------------

void ChatEngine::State::on(const FrameArrived& arrived, Turn turn) {
    const ConnectionId id = arrived.connection;
    Connection* connection = connections_.find_open(id);
    if (!connection) return;
    connection->last_heard = turn.now;
    connection->pinged = false;

    const auto command = decoder_.decode_command(arrived.frame);
    if (!command) return refuse_unreadable(id, command.error(), turn);
    if (const auto fault = validation::validate(*command)) return refuse(id, command->message_id, *fault, turn);
    if (connection->state == ConnectionState::greeting) return greet(id, *command, turn);
    admit(connection->session, *command, turn);
}

void ChatEngine::State::admit(Handle<Session> handle, const Command& command, Turn turn) {
    const Session& session = participants_[handle];
    const Request request{handle, *session.connection, participants_[session.participant], command};
    const ConnectionId id = request.connection;
    std::visit(overloaded{
                   [&](const session::Fresh&) { route(request, turn); },
                   [&](const session::Seen& seen) { reply(id, command.message_id, seen.first_answer, turn); },
                   [&](const session::Refused& refused) { reply(id, command.message_id, refused.answer, turn); },
                   [&](const session::TooManyRepeats&) { close(id, CloseCode::policy_violation, turn); },
               },
               request.participant.protocol.admit(command, turn.now));
}

void ChatEngine::State::route(const Request& request, Turn turn) {
    session::Answer already_greeted;
    already_greeted.refusal = NackCode::already_greeted;
    std::visit(overloaded{
                   // A connection is greeted before it has a session.
                   [&](const Hello&) { settle(request, already_greeted, turn); },
                   [&](const Find& command) { find(request, command, turn); },
                   [&](const Cancel&) { cancel(request, turn); },
                   [&](const SendText& command) { send_text(request, command, turn); },
                   [&](const Leave& command) { leave(request, command, turn); },
                   [&](const Ping&) { settle(request, {}, turn); },
                   [&](const SetPresence& command) { set_presence(request, command, turn); },
                   [&](const SetTyping& command) { set_typing(request, command, turn); },
                   [&](const MarkSeen& command) { mark_seen(request, command, turn); },
               },
               request.command.body);
}

void ChatEngine::State::settle(const Request& request, const session::Answer& answer, Turn turn) {
    request.participant.protocol.settle(request.command, answer);
    // Not when an answer is repeated: that shows nothing new to have been accepted.
    if (!answer.refusal) connections_.find_open(request.connection)->refusals_in_a_row = 0;
    reply(request.connection, request.command.message_id, answer, turn);
}

void ChatEngine::State::reply(ConnectionId id, MessageId message_id, const session::Answer& answer, Turn turn) {
    if (answer.refusal) {
        turn.out.deliver(id, {turn.now, Nack{message_id, *answer.refusal, {}, answer.retry_after}});
        count_refusal(id, turn);
    } else {
        turn.out.deliver(id, {turn.now, Ack{message_id, answer.conversation, answer.position}});
    }
}

// --- what does not get that far --------------------------------------------------------------------------------------

void ChatEngine::State::refuse_unreadable(ConnectionId id, const DecodeFault& fault, Turn turn) {
    if (fault.message_id) {
        turn.out.deliver(id, {turn.now, Nack{*fault.message_id, fault.code, {}, {}, fault.field}});
    } else {
        turn.out.deliver(id, {turn.now, Error{fault.code, {}, fault.field}});
    }
    count_strike(id, turn);
}

void ChatEngine::State::refuse(ConnectionId id, MessageId message_id, const validation::Fault& fault, Turn turn) {
    turn.out.deliver(id, {turn.now, Nack{message_id, fault.code, {}, {}, fault.field}});
    // A person may well write what is not acceptable, but nothing does so before the HELLO.
    if (connections_.find_open(id)->state == ConnectionState::greeting) return count_strike(id, turn);
    count_refusal(id, turn);
}

void ChatEngine::State::count_strike(ConnectionId id, Turn turn) {
    Connection& connection = *connections_.find_open(id);
    if (++connection.unreadable_frames >= stimchat::limits::unreadable_frames_max) {
        close(id, CloseCode::unreadable_frames, turn);
    }
}

/// A refusal costs the client nothing and the server a frame, so a flood of them has to end.
void ChatEngine::State::count_refusal(ConnectionId id, Turn turn) {
    Connection* connection = connections_.find_open(id);
    if (connection && ++connection->refusals_in_a_row >= stimchat::limits::refusals_in_a_row_max) {
        close(id, CloseCode::policy_violation, turn);
    }
}

}  // namespace stimchat::engine
