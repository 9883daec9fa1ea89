#include "server/storage/store_queue.hpp"

#include "server/storage/database.hpp"
#include "server/storage/open_store.hpp"
#include "server/tests/storage/samples.hpp"
#include "server/tests/storage/test_databases.hpp"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::storage;
using namespace stimchat::storage::test;

namespace {

/// Stands in for the reactor: keeps what is posted until the test's own thread runs it.
class PostBox {
  public:
    StoreQueue::Post post() {
        return [this](std::function<void()> work) {
            {
                const std::lock_guard lock(mutex_);
                posted_.push_back(std::move(work));
            }
            arrived_.notify_one();
        };
    }
    void run_one() {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [this] { return !posted_.empty(); });
        auto work = std::move(posted_.front());
        posted_.pop_front();
        lock.unlock();
        work();
    }
    std::size_t size() {
        const std::lock_guard lock(mutex_);
        return posted_.size();
    }

  private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::function<void()>> posted_;
};

template <class Value>
std::function<void(StoreResult<Value>)> into(std::vector<StoreResult<Value>>& results) {
    return [&results](StoreResult<Value> result) { results.push_back(std::move(result)); };
}

}  // namespace

TEST_CASE("jobs run in order on another thread, and their results come back through the post") {
    const auto database = fresh_sqlite();
    PostBox box;
    StoreQueue queue(database->open_store(), box.post());
    std::vector<int> order;
    std::vector<std::thread::id> threads;
    for (int n = 0; n < 10; ++n) {
        queue.submit<int>(
            [&, n](Store&) -> StoreResult<int> {
                threads.push_back(std::this_thread::get_id());
                return n;
            },
            [&](StoreResult<int> result) { order.push_back(result.value()); });
    }
    for (int n = 0; n < 10; ++n)
        box.run_one();
    CHECK(order == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    for (const auto& thread : threads) {
        CHECK(thread == threads.front());
        CHECK(thread != std::this_thread::get_id());
    }
    CHECK(queue.waiting() == 0);
}

TEST_CASE("a job uses the store") {
    const auto database = fresh_sqlite();
    PostBox box;
    StoreQueue queue(database->open_store(), box.post());
    std::vector<StoreResult<ReportId>> stored;
    const auto report = report_of(1);
    queue.submit<ReportId>([report](Store& store) { return store.insert_report(report); }, into(stored));
    box.run_one();
    REQUIRE(stored.size() == 1);
    CHECK(stored.front() == report.id);
}

TEST_CASE("a full queue refuses at once, and takes jobs again when it has drained") {
    const auto database = fresh_sqlite();
    PostBox box;
    std::promise<void> gate;
    std::shared_future<void> opened = gate.get_future().share();
    StoreQueue queue(database->open_store(), box.post(), 3);
    std::vector<StoreResult<void>> results;
    for (int n = 0; n < 3; ++n) {
        queue.submit<void>(
            [opened](Store&) -> StoreResult<void> {
                opened.wait();
                return {};
            },
            into(results));
    }
    CHECK(queue.waiting() == 3);
    queue.submit<void>([](Store& store) { return store.ping(); }, into(results));
    box.run_one();  // the refusal overtakes what is waiting
    REQUIRE(results.size() == 1);
    REQUIRE_FALSE(results[0]);
    CHECK(results[0].error().kind == StoreFault::Kind::unavailable);

    gate.set_value();
    for (int n = 0; n < 3; ++n)
        box.run_one();
    queue.submit<void>([](Store& store) { return store.ping(); }, into(results));
    box.run_one();
    CHECK(results.back());
}

TEST_CASE("a job that throws is answered, and the next one runs") {
    const auto database = fresh_sqlite();
    PostBox box;
    StoreQueue queue(database->open_store(), box.post());
    std::vector<StoreResult<void>> results;
    queue.submit<void>([](Store&) -> StoreResult<void> { throw std::runtime_error("a bug"); }, into(results));
    queue.submit<void>([](Store&) -> StoreResult<void> { throw 7; }, into(results));
    queue.submit<void>([](Store& store) { return store.ping(); }, into(results));
    for (int n = 0; n < 3; ++n)
        box.run_one();
    REQUIRE(results.size() == 3);
    for (int n = 0; n < 2; ++n) {
        REQUIRE_FALSE(results[n]);
        CHECK(results[n].error().kind == StoreFault::Kind::unavailable);
    }
    CHECK(results[2]);
}

TEST_CASE("whoever watches hears of each fault, before the answer, and of nothing else") {
    const auto database = fresh_sqlite();
    PostBox box;
    std::vector<std::string> heard;
    StoreQueue queue(database->open_store(), box.post(), store_queue_jobs_max,
                     [&](const StoreFault& fault) { heard.push_back(fault.detail); });
    const auto answered = [&](const StoreResult<void>&) { heard.emplace_back("answer"); };
    queue.submit<void>([](Store& store) { return store.ping(); }, answered);
    queue.submit<void>([](Store&) -> StoreResult<void> { return failure(unavailable("away")); }, answered);
    box.run_one();
    box.run_one();
    CHECK(heard == std::vector<std::string>{"answer", "away", "answer"});
}

TEST_CASE("what is queued when the queue ends is carried out and answered") {
    const auto database = fresh_sqlite();
    PostBox box;
    constexpr std::uint64_t reports = 50;
    std::vector<StoreResult<ReportId>> stored;
    {
        StoreQueue queue(database->open_store(), box.post());
        for (std::uint64_t n = 1; n <= reports; ++n)
            queue.submit<ReportId>([n](Store& store) { return store.insert_report(report_of(n)); }, into(stored));
    }
    CHECK(box.size() == reports);
    for (std::uint64_t n = 0; n < reports; ++n)
        box.run_one();
    for (const auto& result : stored)
        CHECK(result);
    CHECK(database->open_store()->open_reports(100)->size() == reports);
}
