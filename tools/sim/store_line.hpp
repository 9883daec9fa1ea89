#pragma once

#include "server/storage/store.hpp"
#include "tools/sim/disk.hpp"
#include "tools/sim/disk_store.hpp"
#include "tools/sim/world.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <utility>

namespace stimchat::sim {

/// The storage thread and its queue: one job after the other, each as long as its disk takes, and answered only after
/// the sync. A crash takes all that waits, and what is unsynced on the disk may be torn.
class StoreLine {
  public:
    explicit StoreLine(World& world) : world_(world), store_(world, disk_) {}

    template <class Value>
    void submit(std::function<storage::StoreResult<Value>(storage::Store&)> job,
                std::function<void(storage::StoreResult<Value>)> then) {
        auto result = std::make_shared<storage::StoreResult<Value>>(
            failure(storage::StoreFault{storage::StoreFault::Kind::unavailable, "not synced"}));
        waiting_.push_back({[result, job = std::move(job)](storage::Store& store) { *result = job(store); },
                            [result, then = std::move(then)](bool synced) {
                                if (!synced)
                                    *result = failure(storage::StoreFault{storage::StoreFault::Kind::unavailable, {}});
                                then(std::move(*result));
                            }});
        if (waiting_.size() == 1) begin();
    }

    /// The process is gone, and nobody waits for an answer any more.
    void crash();
    void recover() { store_.recover(); }
    DiskStore& store() { return store_; }
    const DiskStore& store() const { return store_; }

  private:
    struct Job {
        std::function<void(storage::Store&)> run;
        std::function<void(bool synced)> finish;
    };
    void begin();
    void end();
    Duration disk_time();

    World& world_;
    Disk disk_;
    DiskStore store_;
    std::deque<Job> waiting_;  ///< the first is being carried out
    std::uint64_t process_ = 0;
};

}  // namespace stimchat::sim
