#include "server/storage/store_queue.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace stimchat::storage {

struct StoreQueue::Worker {
    struct Job {
        std::function<void(Store&)> run;
        std::function<void()> finish;
    };

    Worker(std::unique_ptr<Store> the_store, Post the_post, std::size_t the_jobs_max)
        : store(std::move(the_store)), post(std::move(the_post)), jobs_max(the_jobs_max), thread([this] { work(); }) {}

    ~Worker() {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        arrived.notify_one();
        thread.join();
    }

    bool push(Job job) {
        {
            const std::lock_guard lock(mutex);
            if (stopping || unfinished >= jobs_max) return false;
            jobs.push_back(std::move(job));
            ++unfinished;
        }
        arrived.notify_one();
        return true;
    }

    void work() {
        for (;;) {
            auto job = next();
            if (!job.run) return;
            try {
                job.run(*store);
            } catch (...) {
                // The result says so already: submit() sets it before the call.
            }
            {
                const std::lock_guard lock(mutex);
                --unfinished;
            }
            post(std::move(job.finish));
        }
    }

    /// Waits for a job; an empty one says that the queue is stopping and nothing is left.
    Job next() {
        std::unique_lock lock(mutex);
        arrived.wait(lock, [this] { return stopping || !jobs.empty(); });
        if (jobs.empty()) return {};
        Job job = std::move(jobs.front());
        jobs.pop_front();
        return job;
    }

    const std::unique_ptr<Store> store;
    const Post post;
    const std::size_t jobs_max;
    mutable std::mutex mutex;
    std::condition_variable arrived;
    std::deque<Job> jobs;
    std::size_t unfinished = 0;
    bool stopping = false;
    std::thread thread;  // last: it uses the members above
};

StoreQueue::StoreQueue(std::unique_ptr<Store> store, Post post, std::size_t jobs_max, Watch on_fault)
    : post_(post),
      on_fault_(std::make_shared<const Watch>(std::move(on_fault))),
      worker_(std::make_unique<Worker>(std::move(store), std::move(post), jobs_max)) {}

StoreQueue::~StoreQueue() = default;

std::size_t StoreQueue::waiting() const {
    const std::lock_guard lock(worker_->mutex);
    return worker_->unfinished;
}

bool StoreQueue::push(std::function<void(Store&)> job, std::function<void()> finish) {
    return worker_->push({std::move(job), std::move(finish)});
}

}  // namespace stimchat::storage
