#pragma once

#include "shared/core/time.hpp"
#include "tools/sim/dice.hpp"

#include <cstddef>
#include <cstdint>

namespace stimchat::sim {

/// How bad the world of one run is: drawn from its seed, so that some runs are calm and others a storm. A mean of zero
/// says "never"; the permille are per occasion.
struct Weather {
    // --- links
    Duration delay_max;             ///< of one way of a link
    Duration cut_mean;              ///< from a link's opening to its cut
    Duration server_close_mean;     ///< to a close by the server's side (1001, 1011, 1012, 1013)
    Duration stall_mean;            ///< to a stop of seconds, after which all comes at once
    Duration partition_mean;        ///< between two times when a part of the people is cut off
    std::uint32_t half_open = 0;    ///< of a cut: that an end does not learn of it
    std::uint32_t one_way = 0;      ///< of a cut: that one direction goes on
    std::uint32_t refuse = 0;       ///< of an opening
    std::uint32_t bytes_late = 0;   ///< of a link that its tab has let go: what is under way comes much later
    std::uint32_t open_double = 0;  ///< of an opening: that the server sees a second one, on which nothing comes

    // --- HTTP and tokens
    std::uint32_t http_fail = 0;      ///< request or answer lost
    std::uint32_t http_busy = 0;      ///< 503, with or without Retry-After
    std::uint32_t token_refused = 0;  ///< a renewal is refused for good
    Duration token_life;

    // --- server and disk
    Duration crash_mean;
    Duration drain_mean;           ///< between two planned restarts
    Duration expire_mean;          ///< between two losses of what a session has missed
    Duration disk_delay_max;       ///< of one write and its sync
    std::uint32_t disk_fail = 0;   ///< of a sync
    std::uint32_t disk_stuck = 0;  ///< of a write: that it takes half a minute
    Duration decision_mean;        ///< between two decisions of a moderator

    // --- people
    std::size_t devices = 1;     ///< of one participant, with a session each
    Duration pace;               ///< between two deeds of a person
    std::uint64_t talk_max = 0;  ///< texts that are said at a time
    std::uint32_t restless = 0;  ///< closing, coming back, second tabs
    std::uint32_t absent = 0;    ///< turning to something else, with the page in the background or asleep
};

Weather draw_weather(Dice& dice);

/// Deliberate faults of the simulated shells, network and disk, outside of what the protocol promises to bear, or at
/// its edge. Each is there to show that the simulator sees it, or that the protocol bears it.
enum class Sabotage : std::uint8_t {
    none,
    deliver_twice,         ///< a frame comes twice: borne, by the inbox
    forge_twice,           ///< a text comes again under the next offset: shown_twice
    reorder,               ///< two frames change places: stream_gap; nothing is shown out of order
    forge_order,           ///< two texts change places but not offsets: out_of_order
    forge_epoch,           ///< a text comes again with another epoch: stream_gap
    drop_frame,            ///< one frame is lost and those behind it are not: stream_gap
    drop_push_only,        ///< the server's shell forgets a text for the partner, not the ACK: stream_gap
    swallow_server_close,  ///< the server does not hear of a close: borne, by its heartbeat
    swallow_client_close,  ///< the client does not hear of a close: borne, by its own heartbeat
    swallow_ban,           ///< the engine does not hear of a ban: banned_served
    split_identity,        ///< a token speaks for another participant each time: matched_with_self
    answer_before_sync,    ///< a report is answered as stored before it is on the disk: report_lost
    store_without_key,     ///< the store does not look whether it has a report already: report_twice
    forget_bans,           ///< the server comes back without its bans: banned_served
};

}  // namespace stimchat::sim
