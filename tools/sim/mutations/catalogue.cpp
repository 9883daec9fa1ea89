#include "tools/sim/mutations/catalogue.hpp"

namespace stimchat::sim {

const std::vector<Deed>& catalogue() {
    using M = Mutation;
    using B = Breach;
    static const std::vector<Deed> deeds{
        {M::forget_dedupe, "forget_dedupe", B::shown_twice},
        {M::ack_without_record, "ack_without_record", B::text_missing},
        {M::resume_off_by_one, "resume_off_by_one", B::stream_gap},
        {M::replay_without_own, "replay_without_own", B::stream_gap},
        {M::replay_in_wrong_order, "replay_in_wrong_order", B::shown_twice},
        {M::end_not_replayed, "end_not_replayed", B::ends_disagree},
        {M::skip_position_check, "skip_position_check", B::stream_gap},
        {M::resume_into_another, "resume_into_another", B::conversation_leaked},
        {M::relay_to_one_device, "relay_to_one_device", B::text_missing},
        {M::session_never_expires, "session_never_expires", B::ends_disagree},
        {M::grace_not_cancelled, "grace_not_cancelled", B::engine_inconsistent},
        {M::return_not_announced, "return_not_announced", B::presence_wrong},
        {M::match_a_ghost, "match_a_ghost", B::matched_with_ghost},
        {M::match_with_self, "match_with_self", B::matched_with_self},
        {M::serve_banned_on_resume, "serve_banned_on_resume", B::banned_served},
        {M::ban_keeps_connection, "ban_keeps_connection", B::banned_served},
        {M::name_reporter, "name_reporter", B::matched_with_self},
        {M::leak_partner_on_report, "leak_partner_on_report", B::reason_false},
        {M::drain_forgets_chats, "drain_forgets_chats", B::drain_late},
        {M::inbox_takes_duplicates, "inbox_takes_duplicates", B::shown_twice, Sabotage::deliver_twice},
        {M::inbox_ignores_gaps, "inbox_ignores_gaps", B::text_missing, Sabotage::drop_frame},
        {M::skip_epoch_check, "skip_epoch_check", B::shown_twice, Sabotage::forge_epoch},
        {M::resend_under_new_id, "resend_under_new_id", B::text_from_nowhere},
        {M::retry_under_new_id, "retry_under_new_id", B::shown_twice},
        {M::tick_before_ack, "tick_before_ack", B::tick_unproven},
        {M::tick_taken_back, "tick_taken_back", B::tick_taken_back},
        {M::seen_while_hidden, "seen_while_hidden", B::seen_unproven},
        {M::typing_never_ends, "typing_never_ends", B::spinning},
        {M::history_lost_not_told, "history_lost_not_told", B::loss_not_told},
        {M::close_leaves_unsettled, "close_leaves_unsettled", B::still_unsettled},
    };
    return deeds;
}

}  // namespace stimchat::sim
