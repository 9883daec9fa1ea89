#pragma once

#include <cstdint>

/// Deliberate bugs, to show that the simulator finds them (tools/sim/mutations). In a build without STIMCHAT_MUTATIONS
/// none is there: mutated() is a constant, and what hangs on it is compiled away.
namespace stimchat {

enum class Mutation : std::uint8_t {
    none,

    // --- the server: what it remembers and sends again
    forget_dedupe,           ///< a command that comes again is carried out again
    ack_without_record,      ///< a text is relayed and ACKed, and not recorded
    resume_off_by_one,       ///< the first missed text is not sent again
    replay_without_own,      ///< one's own texts are not sent again
    replay_in_wrong_order,   ///< texts sent again change places
    end_not_replayed,        ///< that the chat is over is not sent again
    skip_position_check,     ///< a position is taken for available although its history is gone
    resume_into_another,     ///< whoever comes back to a chat gets another's
    relay_to_one_device,     ///< of several devices one gets what is said
    session_never_expires,   ///< whoever does not come back is waited for without end
    grace_not_cancelled,     ///< whoever has come back in time is given up all the same
    return_not_announced,    ///< the partner is not told who is back
    match_a_ghost,           ///< a search goes on without its connection
    match_with_self,         ///< whoever searches alone is matched with himself
    serve_banned_on_resume,  ///< a ban is not looked at when a session is named
    ban_keeps_connection,    ///< a ban does not close what is open
    name_reporter,           ///< a report names the one who wrote it as the one it is about
    leak_partner_on_report,  ///< the one who was reported is told so
    drain_forgets_chats,     ///< the end of a drain leaves those who may come back

    // --- the client
    inbox_takes_duplicates,  ///< what comes twice is shown twice
    inbox_ignores_gaps,      ///< what is missing is not missed
    skip_epoch_check,        ///< another stream is taken for the one that goes on
    resend_under_new_id,     ///< a text is sent again as if it were another
    retry_under_new_id,      ///< the same, when the person asks for it
    tick_before_ack,         ///< "delivered" as soon as it is sent
    tick_taken_back,         ///< "seen" becomes "delivered" again
    seen_while_hidden,       ///< a page in the background says that its person has read
    typing_never_ends,       ///< the partner writes for ever
    history_lost_not_told,   ///< that texts are lost is kept from the person
    close_leaves_unsettled,  ///< a Say gets no answer when the page goes
};

#ifdef STIMCHAT_MUTATIONS

namespace detail {
inline Mutation chosen_mutation = Mutation::none;
}
/// From now on, for the whole process: `chosen` is the bug that this program has.
inline void choose_mutation(Mutation chosen) {
    detail::chosen_mutation = chosen;
}
inline bool mutated(Mutation mutation) {
    return detail::chosen_mutation == mutation;
}

#else

constexpr bool mutated(Mutation) {
    return false;
}

#endif

}  // namespace stimchat
