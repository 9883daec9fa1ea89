#include "server/engine/timer_wheel.hpp"

#include <algorithm>
#include <bit>

namespace stimchat::engine {

namespace {
std::int64_t tick_at_or_before(Instant t) {
    return t.ms_since_epoch / TimerWheel::tick.ms;
}
std::int64_t tick_at_or_after(Instant t) {
    return (t.ms_since_epoch + TimerWheel::tick.ms - 1) / TimerWheel::tick.ms;
}
}  // namespace

TimerWheel::TimerWheel() {
    for (auto& level : heads_)
        level.fill(none);
}

void TimerWheel::arm(std::uint32_t key, Instant at, Instant now) {
    cancel(key);
    if (key >= nodes_.size()) nodes_.resize(std::size_t{key} + 1);
    if (size_ == 0) now_tick_ = std::max(now_tick_, tick_at_or_before(now));
    nodes_[key].due_tick = std::max(tick_at_or_after(at), now_tick_);
    link(key);
    ++size_;
}

void TimerWheel::cancel(std::uint32_t key) {
    if (key >= nodes_.size() || nodes_[key].due_tick == not_armed) return;
    unlink(key);
    nodes_[key].due_tick = not_armed;
    --size_;
}

std::optional<std::uint32_t> TimerWheel::take_due(Instant now) {
    const std::int64_t target = tick_at_or_before(now);
    while (auto place = first_place()) {
        const std::int64_t start = start_of(*place);
        if (start > target) break;
        now_tick_ = std::max(now_tick_, start);
        if (place->level == 0) {
            const std::uint32_t key = heads_[0][place->slot];
            cancel(key);
            return key;
        }
        spread(*place);
    }
    now_tick_ = std::max(now_tick_, target);
    return std::nullopt;
}

std::optional<Instant> TimerWheel::next_deadline() const {
    const auto place = first_place();
    if (!place) return std::nullopt;
    return Instant{start_of(*place) * tick.ms};
}

TimerWheel::Place TimerWheel::place_of(std::int64_t due_tick) const {
    const auto differing = static_cast<std::uint64_t>(due_tick ^ now_tick_);
    const std::size_t level = differing == 0 ? 0 : (63U - std::countl_zero(differing)) / digit_bits;
    return {level, static_cast<std::size_t>(due_tick >> (digit_bits * level)) % slots};
}

std::int64_t TimerWheel::start_of(Place place) const {
    const unsigned shift = digit_bits * static_cast<unsigned>(place.level);
    const std::int64_t higher_digits = (now_tick_ >> (shift + digit_bits)) << (shift + digit_bits);
    return higher_digits | (static_cast<std::int64_t>(place.slot) << shift);
}

// Whatever is on a lower level comes before everything on a higher one, and within a level slots lie in order: a
// deadline shares all digits above its level with the present.
std::optional<TimerWheel::Place> TimerWheel::first_place() const {
    for (std::size_t level = 0; level < levels; ++level) {
        if (occupied_[level] == 0) continue;
        return Place{level, static_cast<std::size_t>(std::countr_zero(occupied_[level]))};
    }
    return std::nullopt;
}

void TimerWheel::link(std::uint32_t key) {
    const Place place = place_of(nodes_[key].due_tick);
    std::uint32_t& head = heads_[place.level][place.slot];
    nodes_[key].previous = none;
    nodes_[key].next = head;
    if (head != none) nodes_[head].previous = key;
    head = key;
    occupied_[place.level] |= std::uint64_t{1} << place.slot;
}

void TimerWheel::unlink(std::uint32_t key) {
    const Node& node = nodes_[key];
    if (node.next != none) nodes_[node.next].previous = node.previous;
    if (node.previous != none) {
        nodes_[node.previous].next = node.next;
        return;
    }
    const Place place = place_of(node.due_tick);
    heads_[place.level][place.slot] = node.next;
    if (node.next == none) occupied_[place.level] &= ~(std::uint64_t{1} << place.slot);
}

// The present has reached the start of this slot, so its timers differ from it only in lower digits.
void TimerWheel::spread(Place place) {
    std::uint32_t key = heads_[place.level][place.slot];
    heads_[place.level][place.slot] = none;
    occupied_[place.level] &= ~(std::uint64_t{1} << place.slot);
    while (key != none) {
        const std::uint32_t next = nodes_[key].next;
        link(key);
        key = next;
    }
}

}  // namespace stimchat::engine
