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
    shown_twice,        ///< a message_id is in the stranger's log again
    out_of_order,       ///< the stranger's log is not an ordered subsequence of what the partner said
    text_from_nowhere,  ///< shown or relayed, but not said by the partner in this conversation, or with another text
    text_missing,       ///< handed to a link, not shown, and the stream went on behind it
    tick_unproven,      ///< ACKed or shown as delivered without having been handed to the partner's link
    tick_taken_back,    ///< delivered became sending or failed, or failed became sending
    two_matches,        ///< a participant was matched while in a live conversation
    matched_with_self,
    banned_served,  ///< WELCOME, NEW_MATCH, a text or its ACK for a participant under a ban
    stream_gap,     ///< a client saw a gap, which cannot be: a link loses a frame only with all behind it
    client_inconsistent,
    engine_inconsistent,
    bound_passed,
    spinning,       ///< a deadline that stays in the past
    client_failed,  ///< the final phase `failed`: the client was refused for good
    // --- liveness, looked at when all should have settled
    still_sending,
    still_searching,
    link_not_settled,
    report_not_settled,
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
    std::uint64_t messages = 0;  ///< texts that the server handed to the partner's link
    std::uint64_t shown = 0;     ///< texts that reached the partner's log
    std::uint64_t matches = 0;
    std::uint64_t faults = 0;  ///< of network, HTTP and store; sabotage not included
    std::uint64_t reports_stored = 0;
    std::uint64_t bans = 0;
    std::uint64_t steps = 0;
    std::uint64_t violations = 0;

    Tally& operator+=(const Tally& other);
};

}  // namespace stimchat::sim
