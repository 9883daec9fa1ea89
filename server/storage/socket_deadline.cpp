#include "server/storage/socket_deadline.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include <sys/socket.h>

namespace stimchat::storage {

using SteadyClock = std::chrono::steady_clock;

struct SocketDeadline::Watch {
    explicit Watch(int descriptor) : socket(descriptor), thread([this] { watch(); }) {}
    ~Watch() {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        changed.notify_one();
        thread.join();
    }

    void set(std::optional<SteadyClock::time_point> new_deadline) {
        {
            const std::lock_guard lock(mutex);
            deadline = new_deadline;
        }
        if (new_deadline) changed.notify_one();  // a deadline that is gone may be noticed late
    }

    void watch() {
        std::unique_lock lock(mutex);
        while (!stopping) {
            if (!deadline) {
                changed.wait(lock);
            } else if (SteadyClock::now() < *deadline) {
                changed.wait_until(lock, *deadline);
            } else {
                ::shutdown(socket, SHUT_RDWR);
                deadline.reset();
            }
        }
    }

    const int socket;
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<SteadyClock::time_point> deadline;
    bool stopping = false;
    std::thread thread;  // last: it uses the members above
};

SocketDeadline::SocketDeadline(int socket) : watch_(std::make_unique<Watch>(socket)) {}
SocketDeadline::~SocketDeadline() = default;

void SocketDeadline::arm(Duration patience) {
    watch_->set(SteadyClock::now() + std::chrono::milliseconds(patience.ms));
}

void SocketDeadline::disarm() {
    watch_->set(std::nullopt);
}

}  // namespace stimchat::storage
