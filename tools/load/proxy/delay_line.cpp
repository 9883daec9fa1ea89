#include "tools/load/proxy/delay_line.hpp"

#include <algorithm>

namespace stimchat::load {

namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;
// As on a real line: a slow one lets out packet after packet, not all of a big write at its end.
constexpr std::size_t packet_bytes_max = 1460;

}  // namespace

void DelayLine::push(std::string_view bytes, const LineShape& shape, std::int64_t now_ns) {
    held_.append(bytes);
    const std::size_t step = shape.bytes_per_s == 0 ? bytes.size() : packet_bytes_max;
    while (!bytes.empty()) {
        const std::size_t taken = std::min(step, bytes.size());
        free_ns_ = std::max(free_ns_, now_ns);
        if (shape.bytes_per_s != 0)
            free_ns_ += static_cast<std::int64_t>(taken) * ns_per_s / static_cast<std::int64_t>(shape.bytes_per_s);
        last_due_ns_ = std::max(last_due_ns_, free_ns_ + shape.delay_ns);
        packets_.push_back({taken, last_due_ns_});
        bytes.remove_prefix(taken);
    }
}

void DelayLine::hold_until(std::int64_t until_ns) {
    held_until_ns_ = std::max(held_until_ns_, until_ns);
}

std::string_view DelayLine::ready(std::int64_t now_ns) const {
    if (now_ns < held_until_ns_) return {};
    std::size_t bytes = 0;
    for (const Packet& packet : packets_) {
        if (packet.due_ns > now_ns) break;
        bytes += packet.bytes;
    }
    if (bytes_left_) bytes = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, *bytes_left_));
    return std::string_view(held_).substr(0, bytes);
}

void DelayLine::sent(std::size_t bytes) {
    held_.erase(0, bytes);
    if (bytes_left_) *bytes_left_ -= bytes;
    while (bytes > 0) {
        Packet& first = packets_.front();
        const std::size_t taken = std::min(bytes, first.bytes);
        first.bytes -= taken;
        bytes -= taken;
        if (first.bytes == 0) packets_.pop_front();
    }
}

std::optional<std::int64_t> DelayLine::next_due_ns(std::int64_t now_ns) const {
    if (packets_.empty() || has_ended()) return std::nullopt;
    if (now_ns < held_until_ns_) return held_until_ns_;
    const auto later = std::find_if(packets_.begin(), packets_.end(),
                                    [now_ns](const Packet& packet) { return packet.due_ns > now_ns; });
    return later != packets_.end() ? std::optional(later->due_ns) : std::nullopt;
}

}  // namespace stimchat::load
