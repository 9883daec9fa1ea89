#pragma once

#include "shared/core/time.hpp"
#include "tools/sim/dice.hpp"

#include <cstdint>

namespace stimchat::sim {

/// How bad the world of one run is: drawn from its seed, so that some runs are calm and others a storm. A mean of zero
/// says "never"; the permille are per occasion.
struct Weather {
    Duration delay_max;           ///< of one way of a link
    Duration cut_mean;            ///< from a link's opening to its cut
    Duration server_close_mean;   ///< to a close by the server's side (1001, 1011, 1012, 1013)
    Duration stall_mean;          ///< to a stop of seconds, after which all comes at once
    std::uint32_t half_open = 0;  ///< of a cut: that an end does not learn of it
    std::uint32_t one_way = 0;    ///< of a cut: that one direction goes on
    std::uint32_t refuse = 0;     ///< of an opening
    std::uint32_t http_fail = 0;  ///< request or answer lost
    std::uint32_t http_busy = 0;  ///< 503, with or without Retry-After
    std::uint32_t store_fail = 0;
    std::uint32_t token_refused = 0;  ///< a renewal is refused for good
    Duration token_life;
    Duration ban_mean;           ///< between two bans, of anybody
    Duration pace;               ///< between two deeds of a person
    std::uint32_t restless = 0;  ///< closing, coming back, second tabs
};

Weather draw_weather(Dice& dice);

/// Deliberate faults of the simulated shells and network, outside of what the protocol promises to bear, or at its
/// edge. Each is there to show that the simulator sees it, or that the protocol bears it.
enum class Sabotage : std::uint8_t {
    none,
    deliver_twice,         ///< a frame comes twice: borne, by the inbox
    forge_twice,           ///< a text comes again under the next offset: shown_twice
    reorder,               ///< two frames change places: stream_gap; nothing is shown out of order
    forge_order,           ///< two texts change places but not offsets: out_of_order
    drop_frame,            ///< one frame is lost and those behind it are not: stream_gap
    drop_push_only,        ///< the server's shell forgets a text for the partner, not the ACK: tick_unproven
    swallow_server_close,  ///< the server does not hear of a close: borne, by its heartbeat
    swallow_client_close,  ///< the client does not hear of a close: link_not_settled
    swallow_ban,           ///< the engine does not hear of a ban: banned_served
    split_identity,        ///< a token speaks for another participant each time: matched_with_self
};

}  // namespace stimchat::sim
