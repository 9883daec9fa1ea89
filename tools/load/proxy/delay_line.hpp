#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace stimchat::load {

/// What a line does to all that goes over it.
struct LineShape {
    std::int64_t delay_ns = 0;
    std::uint64_t bytes_per_s = 0;  ///< 0: no limit
};

/// One direction of a proxied connection: what has come in and when it may go out. A byte never overtakes another.
/// Pure: times are handed in. Bounded: who pushes asks has_room() first.
class DelayLine {
  public:
    /// Beyond it the proxy stops reading, so that the sender's own TCP feels the slow line.
    static constexpr std::size_t bytes_held_max = 64 * 1024;

    bool has_room() const { return held_.size() < bytes_held_max; }
    bool is_empty() const { return held_.empty(); }

    /// `shape` counts for these bytes; what is on its way keeps its own.
    void push(std::string_view bytes, const LineShape& shape, std::int64_t now_ns);
    /// Nothing goes out before then.
    void hold_until(std::int64_t until_ns);
    /// After so many more bytes nothing goes out any more.
    void end_after(std::uint64_t bytes) { bytes_left_ = bytes; }
    /// All that may go out before the end has gone out.
    bool has_ended() const { return bytes_left_ == 0; }

    /// The bytes that may go out now; valid until the next call that changes the line.
    std::string_view ready(std::int64_t now_ns) const;
    void sent(std::size_t bytes);
    /// When more than ready(now) may go out; none if all may.
    std::optional<std::int64_t> next_due_ns(std::int64_t now_ns) const;

  private:
    struct Packet {
        std::size_t bytes = 0;
        std::int64_t due_ns = 0;  ///< not before the packet ahead
    };

    std::string held_;
    std::deque<Packet> packets_;
    std::int64_t free_ns_ = 0;  ///< when a line of limited bandwidth has let out what came before
    std::int64_t last_due_ns_ = 0;
    std::int64_t held_until_ns_ = 0;
    std::optional<std::uint64_t> bytes_left_;
};

}  // namespace stimchat::load
