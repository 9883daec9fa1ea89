#include "server/console/password_worker.hpp"

#include "server/identity/password.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include <sodium.h>

namespace stimchat::console {
namespace {

struct Check {
    std::optional<std::string> hash;
    std::string password;
    std::function<void(bool)> then;
};

// No password is known to match it: nobody keeps the one it was made from.
std::string hash_of_nobody() {
    std::string password(32, '\0');
    randombytes_buf(password.data(), password.size());
    return identity::hash_password(password).value_or("");
}

}  // namespace

struct PasswordWorker::Thread {
    explicit Thread(Post post_back) : post(std::move(post_back)), worker([this] { run(); }) {}
    ~Thread() {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        wake.notify_one();
        worker.join();
    }

    void run() {
        const std::string nobody = hash_of_nobody();
        while (auto next = take()) {
            const bool right = identity::verify_password(next->hash.value_or(nobody), next->password);
            sodium_memzero(next->password.data(), next->password.size());
            post([then = std::move(next->then), matches = right && next->hash.has_value()] { then(matches); });
        }
    }

    std::optional<Check> take() {
        std::unique_lock lock(mutex);
        wake.wait(lock, [this] { return stopping || !waiting.empty(); });
        if (stopping) return std::nullopt;
        Check next = std::move(waiting.front());
        waiting.pop_front();
        return next;
    }

    Post post;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Check> waiting;
    bool stopping = false;
    std::thread worker;  // last: it uses all the others
};

PasswordWorker::PasswordWorker(Post post) : thread_(std::make_unique<Thread>(std::move(post))) {}

PasswordWorker::~PasswordWorker() = default;

bool PasswordWorker::check(std::optional<std::string> hash, std::string password, std::function<void(bool)> then) {
    {
        const std::lock_guard lock(thread_->mutex);
        if (thread_->waiting.size() >= password_checks_queued_max) return false;
        thread_->waiting.push_back({std::move(hash), std::move(password), std::move(then)});
    }
    thread_->wake.notify_one();
    return true;
}

}  // namespace stimchat::console
