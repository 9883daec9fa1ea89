#pragma once

#include "tools/load/sockets/descriptor.hpp"

#include <cstdint>

namespace stimchat::load {

/// Whoever waits for a descriptor. Stays where it is while it is registered.
class Watcher {
  public:
    virtual ~Watcher() = default;
    /// `events`: EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP. May come once more for a descriptor that was closed in the same
    /// turn.
    virtual void on_ready(std::uint32_t events) = 0;
};

/// A level-triggered epoll loop of one thread. Throws std::system_error where the system refuses: a load tool that
/// cannot watch its sockets has nothing to measure.
class Reactor {
  public:
    Reactor();

    void watch(int descriptor, std::uint32_t events, Watcher& watcher);
    void change(int descriptor, std::uint32_t events, Watcher& watcher);
    /// Waits at most `wait_ms_max` and hands out what is ready.
    void run_once(int wait_ms_max);

  private:
    Descriptor epoll_;
};

}  // namespace stimchat::load
