#pragma once

#include "shared/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// What a run can find to be broken, and what it counts.
namespace stimchat::sim {

enum class Breach : std::uint8_t {
    // --- safety, looked at in every step
    shown_twice,          ///< a text is in a page's log again, or has two places in the stream
    out_of_order,         ///< a page's log is not in the order of the stream
    text_from_nowhere,    ///< shown or sent, but not said by that person in this conversation, or with another text
    text_missing,         ///< in the stream, not shown, and the stream went on behind it
    loss_not_told,        ///< the same where the server has told that its history is gone, but the page does not say so
    stream_forked,        ///< two different things at one place of a stream, or something behind its end
    conversation_leaked,  ///< a stream, or its state, goes to somebody who is no member
    tick_unproven,        ///< ACKed or shown as delivered, though it has no place in the stream
    tick_taken_back,      ///< seen became delivered, delivered became sending or failed, failed became sending
    seen_unproven,        ///< shown as seen, though no page of the partner had it in front
    typing_without_end,
    two_matches,  ///< a participant was matched while in a live conversation
    matched_with_self,
    matched_with_ghost,  ///< the other one was not told
    reason_false,        ///< somebody is told to have left who has not
    banned_served,       ///< WELCOME, NEW_MATCH, a text or its ACK for a participant under a ban
    stream_gap,          ///< a client saw a gap, which cannot be: a link loses a frame only with all behind it
    settled_twice,       ///< a Say was answered again
    settled_late,        ///< a Say was not answered within limits::ack_timeout
    report_lost,         ///< answered as stored, and not on the disk after a crash
    report_twice,        ///< on the disk under two ids
    evidence_false,      ///< a report says what was not said
    drain_late,          ///< connections are left when the drain's time is over
    client_inconsistent,
    engine_inconsistent,
    bound_passed,
    spinning,       ///< a deadline that stays in the past
    client_failed,  ///< the final phase `failed`: the client was refused for good
    // --- liveness, looked at when all should have settled
    still_sending,
    still_searching,
    still_unsettled,  ///< a Say without an answer
    link_not_settled,
    report_not_settled,
    presence_wrong,
    ends_disagree,  ///< server and clients differ on who is linked or in which chat
};

std::string_view name_of(Breach breach);

struct Violation {
    Breach breach{};
    Instant at;
    std::string detail;
};

/// What a run, or many, amounted to.
struct Tally {
    std::uint64_t runs = 0;
    std::uint64_t messages = 0;  ///< texts that took a place in a stream
    std::uint64_t shown = 0;     ///< how often one reached a log that is not its author's page
    std::uint64_t matches = 0;
    std::uint64_t resumes = 0;  ///< WELCOMEs to somebody who is chatting
    std::uint64_t faults = 0;   ///< of network, HTTP, disk and server; sabotage not included
    std::uint64_t restarts = 0;
    std::uint64_t reports_stored = 0;
    std::uint64_t bans = 0;
    std::uint64_t steps = 0;
    std::uint64_t violations = 0;

    Tally& operator+=(const Tally& other);
};

}  // namespace stimchat::sim
