#pragma once

#include "server/ops/log.hpp"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace stimchat::ops {

/// For warnings that clients can cause at will: the first is written at once, then at most one line in an interval,
/// with the number of times it happened since the last line. One thread.
class LogThrottle {
  public:
    /// `event` points to static storage.
    LogThrottle(Log& log, std::string_view event, std::chrono::milliseconds interval = std::chrono::seconds(10))
        : log_(log), event_(event), interval_(interval) {}

    void happened(std::string_view why) {
        ++unwritten_;
        const auto now = std::chrono::steady_clock::now();
        if (written_ && now - written_at_ < interval_) return;
        log_.warn(event_, {{"why", why}, {"times", unwritten_}});
        written_ = true;
        written_at_ = now;
        unwritten_ = 0;
    }

  private:
    Log& log_;
    std::string_view event_;
    std::chrono::milliseconds interval_;
    std::chrono::steady_clock::time_point written_at_{};
    bool written_ = false;
    std::uint64_t unwritten_ = 0;
};

}  // namespace stimchat::ops
