#pragma once

#include "server/storage/store.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

namespace stimchat::storage {

inline constexpr std::size_t store_queue_jobs_max = 4096;

/// A thread of its own for the database, with a bounded queue in front. Jobs run one after the other, in order; what
/// follows is handed back through `post` (the reactor's thread). Jobs still queued at destruction are carried out, and
/// their `then` is posted before the destructor returns.
///
/// This is the seam for a commit batcher: the worker may take what waits and carry it out in one transaction, as long
/// as it posts each `then` only after the commit.
class StoreQueue {
  public:
    using Post = std::function<void(std::function<void()>)>;
    using Watch = std::function<void(const StoreFault&)>;

    /// `post` is called on the storage thread, and on the caller's where the queue is full. `on_fault` hears of every
    /// job that failed, on the reactor, before its `then`.
    StoreQueue(
        std::unique_ptr<Store> store, Post post, std::size_t jobs_max = store_queue_jobs_max,
        Watch on_fault = [](const StoreFault&) {});
    ~StoreQueue();
    StoreQueue(const StoreQueue&) = delete;
    StoreQueue& operator=(const StoreQueue&) = delete;

    /// `job` gets the Store on the storage thread; `then` gets its result on the reactor. Where the queue is full, or
    /// the job throws, `then` gets StoreFault::Kind::unavailable.
    template <class Value>
    void submit(std::function<StoreResult<Value>(Store&)> job, std::function<void(StoreResult<Value>)> then) {
        auto result = std::make_shared<StoreResult<Value>>(
            failure(StoreFault{StoreFault::Kind::unavailable, "the database queue is full"}));
        auto finish = [result, on_fault = on_fault_, then = std::move(then)] {
            if (!*result) (*on_fault)(result->error());
            then(std::move(*result));
        };
        auto run = [result, job = std::move(job)](Store& store) {
            *result = failure(StoreFault{StoreFault::Kind::unavailable, "the database call threw"});
            *result = job(store);
        };
        if (!push(std::move(run), finish)) post_(finish);
    }

    /// Jobs not yet finished. Any thread.
    std::size_t waiting() const;

  private:
    struct Worker;
    bool push(std::function<void(Store&)> job, std::function<void()> finish);

    Post post_;
    std::shared_ptr<const Watch> on_fault_;  ///< shared with what is posted, which may outlive the queue
    std::unique_ptr<Worker> worker_;
};

}  // namespace stimchat::storage
