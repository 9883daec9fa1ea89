#include "server/engine/engine_state.hpp"
#include "shared/core/mutation.hpp"

/// Bans take effect at once, wherever the participant is.
namespace stimchat::engine {

using namespace protocol;

void ChatEngine::State::on(const BanImposed& imposed, Turn turn) {
    if (!is_active(imposed.ban, turn.now)) return;
    bans_.impose(imposed.ban);
    const Ban* ban = bans_.find(imposed.ban.participant, turn.now);
    const Handle<Participant> participant = participants_.find(imposed.ban.participant);
    if (!ban || !participant || mutated(Mutation::ban_keeps_connection)) return;
    participants_.for_each_session(participant, [&](Handle<Session> handle, const Session& session) {
        if (session.connection) return expel(*session.connection, *ban, turn);
        end_session(handle, turn);
    });
}

void ChatEngine::State::on(const BanLifted& lifted, Turn) {
    bans_.lift(lifted.participant);
}

void ChatEngine::State::expel(ConnectionId id, const Ban& ban, Turn turn) {
    turn.out.deliver(id, {turn.now, Banned{ban.reason, ban.until}});
    close(id, CloseCode::banned, turn);
}

}  // namespace stimchat::engine
