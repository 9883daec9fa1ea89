#include "tools/sim/schedule.hpp"

#include <algorithm>
#include <utility>

namespace stimchat::sim {

void Schedule::at(Instant when, Task task) {
    heap_.push_back({std::max(when, now_), next_order_++, std::move(task)});
    std::push_heap(heap_.begin(), heap_.end(), Later{});
}

bool Schedule::step(Instant end) {
    if (heap_.empty() || heap_.front().when > end) {
        now_ = end;
        return false;
    }
    std::pop_heap(heap_.begin(), heap_.end(), Later{});
    const Due due = std::move(heap_.back());
    heap_.pop_back();
    now_ = due.when;
    due.task();
    return true;
}

}  // namespace stimchat::sim
