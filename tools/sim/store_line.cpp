#include "tools/sim/store_line.hpp"

namespace stimchat::sim {

namespace {

// As long as a database is away when it is started anew.
constexpr Duration stuck = seconds(30);

}  // namespace

Duration StoreLine::disk_time() {
    const Duration usual = milliseconds(1) + world_.dice.between({0}, world_.weather.disk_delay_max);
    return world_.fault_happens(world_.weather.disk_stuck) ? usual + stuck : usual;
}

void StoreLine::begin() {
    waiting_.front().run(store_);
    world_.schedule.after(disk_time(), [this, process = process_] {
        if (process == process_) end();
    });
}

void StoreLine::end() {
    const bool synced = !world_.fault_happens(world_.weather.disk_fail);
    if (synced) {
        disk_.sync();
    } else {
        world_.trace("disk", 0, "a sync fails");
        disk_.fail_sync(world_.dice);
        store_.recover();
    }
    const Job job = std::move(waiting_.front());
    waiting_.pop_front();
    if (!waiting_.empty()) begin();
    job.finish(synced);
}

void StoreLine::crash() {
    ++process_;
    waiting_.clear();
    disk_.crash(world_.dice);
}

}  // namespace stimchat::sim
