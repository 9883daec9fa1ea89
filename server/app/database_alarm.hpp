#pragma once

#include "server/app/reactor_timer.hpp"
#include "server/ops/log.hpp"
#include "server/ops/wall_clock.hpp"
#include "server/storage/store_queue.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace stimchat::app {

/// Raised when the database has failed in any way that passes (it is away, locked, full, or the disk refuses a sync),
/// until a commit has worked again, which it finds out by making one every second. Says so in the log: an error at
/// once and every minute, a line when it is over. On the reactor's thread.
class DatabaseAlarm {
  public:
    static constexpr std::chrono::milliseconds check_interval = std::chrono::seconds(1);
    static constexpr Duration reminder_interval = minutes(1);

    /// Everything handed in outlives it.
    DatabaseAlarm(net::Reactor& reactor, storage::StoreQueue& store, const ops::WallClock& clock, ops::Log& log);
    /// What to do whenever it is over: something may have been committed whose answer was lost.
    void when_over(std::function<void()> catch_up) { catch_up_ = std::move(catch_up); }

    /// Every fault of the store.
    void heard_of(const storage::StoreFault& fault);
    bool is_raised() const { return raised_at_.has_value(); }

  private:
    void remind(std::string_view why);
    void check_later();
    void check();
    void lower();

    storage::StoreQueue& store_;
    const ops::WallClock& clock_;
    ops::Log& log_;
    ReactorTimer timer_;
    std::function<void()> catch_up_ = [] {};
    std::optional<Instant> raised_at_;
    Instant reminded_at_{};  ///< valid while raised
    std::uint64_t faults_ = 0;
};

}  // namespace stimchat::app
