#include "server/engine/drain.hpp"

#include "server/engine/engine_bounds.hpp"

#include <algorithm>
#include <cstdint>

namespace stimchat::engine {

std::size_t Drain::batch_of(std::size_t leaving, Instant now) const {
    const Instant end = has_ended_chats(now) ? closed_by_ : chats_until_;
    const std::int64_t batches = std::max<std::int64_t>((end - now).ms / bounds::drain_batch_interval.ms, 1);
    const auto left = static_cast<std::size_t>(batches);
    return (leaving + left - 1) / left;
}

void Drain::schedule_after(Instant now) {
    next_batch_.reset();
    if (is_over(now)) return;
    next_batch_ = now + bounds::drain_batch_interval;
    for (const Instant end : {chats_until_, closed_by_}) {
        if (now < end) next_batch_ = std::min(*next_batch_, end);
    }
}

Duration Drain::spread() const {
    return bounds::drain_return_interval * static_cast<std::int64_t>(connections_);
}

Duration Drain::time_to_stay_away(bool has_chats, Duration chance, Instant now) const {
    const Instant gone_at = has_chats ? std::max(closed_by_, chats_until_) : chats_until_;
    const Duration until_gone = std::max(gone_at - now, Duration{});
    return until_gone + bounds::drain_restart_time + chance;
}

}  // namespace stimchat::engine
