#include "server/tests/net/net_bench.hpp"

#include "server/tests/net/raw_client.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

#include <boost/asio/post.hpp>

namespace stimchat::test {
namespace {

net::HttpSettings on_free_port(net::HttpSettings settings) {
    settings.port = 0;
    return settings;
}

}  // namespace

void RecordedEvents::on_frame(ConnectionId connection, std::string_view frame) {
    record("frame " + std::to_string(connection.value) + " " + std::string(frame));
    if (when_frame) when_frame(connection, frame);
}

void RecordedEvents::record(std::string event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    changed_.notify_all();
}

std::size_t RecordedEvents::count_locked(const std::string& prefix) const {
    return static_cast<std::size_t>(std::count_if(events_.begin(), events_.end(),
                                                  [&](const std::string& event) { return event.starts_with(prefix); }));
}

bool RecordedEvents::wait_for(const std::string& event) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience,
                             [&] { return std::find(events_.begin(), events_.end(), event) != events_.end(); });
}

bool RecordedEvents::wait_for_count(const std::string& prefix, std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return count_locked(prefix) >= count; });
}

std::size_t RecordedEvents::count(const std::string& prefix) {
    const std::lock_guard lock(mutex_);
    return count_locked(prefix);
}

NetBench::NetBench(NetBenchSettings settings)
    : log_(ops::LogFormat::json, ops::LogLevel::debug, log_lines_),
      origins_(std::move(settings.origins)),
      routes_(std::move(settings.routes)),
      files_(std::move(settings.files)),
      sockets_(reactor_, settings.sockets, origins_, events_, log_),
      http_(reactor_, on_free_port(settings.http), routes_, files_, origins_, sockets_, log_) {
    if (settings.when_frame) {
        events_.when_frame = [this, when_frame = std::move(settings.when_frame)](
                                 ConnectionId id, std::string_view frame) { when_frame(sockets_, id, frame); };
    }
    port_ = http_.open();
    thread_ = std::thread([this] { reactor_.run(); });
}

NetBench::~NetBench() {
    reactor_.stop();
    thread_.join();
}

void NetBench::on_reactor(const std::function<void()>& job) {
    std::promise<void> done;
    boost::asio::post(reactor_, [&] {
        job();
        done.set_value();
    });
    done.get_future().wait();
}

bool NetBench::wait_for_no_connections() {
    const auto give_up_at = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < give_up_at) {
        std::size_t count = 0;
        on_reactor([&] { count = sockets_.connections(); });
        if (count == 0) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

std::size_t NetBench::http_connections() {
    std::size_t count = 0;
    on_reactor([&] { count = http_.connections(); });
    return count;
}

std::string NetBench::log_text() {
    std::string text;
    on_reactor([&] { text = log_lines_.str(); });
    return text;
}

}  // namespace stimchat::test
