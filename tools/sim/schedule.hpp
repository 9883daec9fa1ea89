#pragma once

#include "shared/core/time.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace stimchat::sim {

/// The simulated clock: time jumps from one task to the next. Tasks of the same millisecond run in the order in which
/// they were handed in, so a run is the same each time.
class Schedule {
  public:
    /// Small captures only (two words): a run makes millions of tasks, and none should allocate.
    using Task = std::function<void()>;

    Instant now() const { return now_; }
    void at(Instant when, Task task);
    void after(Duration wait, Task task) { at(now_ + wait, std::move(task)); }

    /// Runs the next task, unless it comes later than `end`: then the clock goes there, and the answer is false.
    bool step(Instant end);

  private:
    struct Due {
        Instant when;
        std::uint64_t order;
        Task task;
    };
    struct Later {
        bool operator()(const Due& a, const Due& b) const {
            return a.when != b.when ? a.when > b.when : a.order > b.order;
        }
    };

    Instant now_{1'700'000'000'000};
    std::uint64_t next_order_ = 0;
    std::vector<Due> heap_;
};

}  // namespace stimchat::sim
