#include "server/app/ban_book.hpp"

#include <utility>

namespace stimchat::app {

void BanBook::imposed(const engine::Ban& ban) {
    banned_.insert(ban.participant);
    chats_.imposed(ban);
}

void BanBook::lifted(ParticipantKey participant) {
    banned_.erase(participant);
    chats_.lifted(participant);
}

void BanBook::align(const std::vector<storage::BanRow>& active) {
    // All first, since the chats know one ban of a participant, and a shorter one does not replace it. Nobody can slip
    // in between: it is all one turn of the reactor.
    for (const ParticipantKey participant : std::exchange(banned_, {}))
        chats_.lifted(participant);
    for (const storage::BanRow& row : active)
        imposed(row.ban);
}

}  // namespace stimchat::app
