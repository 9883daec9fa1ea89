#include "tools/load/sockets/reactor.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <sys/epoll.h>

namespace stimchat::load {

namespace {

constexpr int events_per_turn_max = 256;

void require(int result, const char* what) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
}

epoll_event event_for(std::uint32_t events, Watcher& watcher) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &watcher;
    return event;
}

}  // namespace

Reactor::Reactor() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    require(epoll_.number(), "epoll_create1");
}

void Reactor::watch(int descriptor, std::uint32_t events, Watcher& watcher) {
    epoll_event event = event_for(events, watcher);
    require(epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, descriptor, &event), "epoll_ctl");
}

void Reactor::change(int descriptor, std::uint32_t events, Watcher& watcher) {
    epoll_event event = event_for(events, watcher);
    require(epoll_ctl(epoll_.number(), EPOLL_CTL_MOD, descriptor, &event), "epoll_ctl");
}

void Reactor::run_once(int wait_ms_max) {
    std::array<epoll_event, events_per_turn_max> ready{};
    const int count = epoll_wait(epoll_.number(), ready.data(), events_per_turn_max, wait_ms_max);
    if (count < 0 && errno == EINTR) return;
    require(count, "epoll_wait");
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = ready[static_cast<std::size_t>(i)];
        static_cast<Watcher*>(event.data.ptr)->on_ready(event.events);
    }
}

}  // namespace stimchat::load
