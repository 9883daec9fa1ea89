#include "server/engine/engine_state.hpp"

#include <algorithm>

/// What happens because time has passed.
namespace stimchat::engine {

using namespace protocol;
using session::ServerPhase;

void ChatEngine::State::on(const TimePassed&, Turn turn) {
    while (const auto id = connections_.take_due(turn.now))
        on_connection_deadline(*id, turn);
    while (const auto session = detached_.take_expired(turn.now))
        end_session(*session, turn);
    // Matches first: whoever can be matched at the last moment is.
    while (const auto match = matchmaker_.take_match(turn.now))
        start_match(*match, turn);
    while (const auto seeker = matchmaker_.take_timed_out(turn.now)) {
        participants_[seeker->handle].protocol.enter(ServerPhase::idle);
        push_to_all(seeker->handle, SearchEnded{SearchEnd::timed_out}, {}, turn);
    }
    const auto batch = drain_ ? drain_->next_batch() : std::nullopt;
    if (batch && *batch <= turn.now) drain_batch(turn);
    conversations_.on_time(turn.now);
    bans_.on_time(turn.now);
}

std::optional<Instant> ChatEngine::State::next_deadline() const {
    std::optional<Instant> first;
    const auto batch = drain_ ? drain_->next_batch() : std::nullopt;
    for (const auto& deadline : {connections_.next_deadline(), detached_.next_deadline(), matchmaker_.next_deadline(),
                                 conversations_.next_deadline(), bans_.next_deadline(), batch}) {
        if (deadline) first = std::min(first.value_or(*deadline), *deadline);
    }
    return first;
}

void ChatEngine::State::on_connection_deadline(ConnectionId id, Turn turn) {
    const bool greeting = connections_.find_open(id)->state == ConnectionState::greeting;
    if (greeting) return close(id, CloseCode::hello_timeout, turn);
    watch_heartbeat(id, turn);
}

// The deadline is not moved with each frame; when it comes, it looks how long it has really been silent.
void ChatEngine::State::watch_heartbeat(ConnectionId id, Turn turn) {
    Connection& connection = *connections_.find_open(id);
    const Instant give_up_at = connection.last_heard + config_.heartbeat_timeout;
    if (turn.now >= give_up_at) return close(id, CloseCode::heartbeat_timeout, turn);

    const Instant ping_at = connection.last_heard + config_.heartbeat_interval;
    if (turn.now >= ping_at && !connection.pinged) {
        turn.out.add(PingConnection{id});
        connection.pinged = true;
    }
    connections_.set_deadline(id, connection.pinged ? give_up_at : std::min(ping_at, give_up_at), turn.now);
}

}  // namespace stimchat::engine
