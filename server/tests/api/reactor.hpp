#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>

namespace stimchat::tests {

/// The test's own thread in place of the server's reactor: what other threads post is run by run_one().
class Reactor {
  public:
    std::function<void(std::function<void()>)> post() {
        return [this](std::function<void()> what) {
            {
                const std::lock_guard lock(mutex_);
                waiting_.push_back(std::move(what));
            }
            arrived_.notify_one();
        };
    }

    /// Waits for something to run.
    void run_one() {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [this] { return !waiting_.empty(); });
        const auto next = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        next();
    }

  private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::function<void()>> waiting_;
};

}  // namespace stimchat::tests
