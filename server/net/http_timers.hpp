#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>

#include <restinio/asio_timer_manager.hpp>

namespace stimchat::net {

/// RESTinio's timers, with a count. RESTinio gives each connection a timer guard for its whole life, so the guards
/// alive are the connections alive, and refusing a guard refuses the connection (RESTinio closes the socket).
///
/// RESTinio's own limiter of connections is not used: it never gets back the place of a client that resets its
/// connection before it is accepted, so that enough of these would stop the server from accepting at all.
class CountingTimers {
  public:
    struct Count {
        std::size_t connections = 0;
        std::size_t connections_max = 0;
    };

    class timer_guard_t {
      public:
        timer_guard_t(restinio::asio_timer_manager_t::timer_guard_t guard, std::shared_ptr<Count> count)
            : guard_(std::move(guard)), count_(std::move(count)) {
            ++count_->connections;
        }
        ~timer_guard_t() { --count_->connections; }
        timer_guard_t(const timer_guard_t&) = delete;
        timer_guard_t& operator=(const timer_guard_t&) = delete;

        void schedule(restinio::tcp_connection_ctx_weak_handle_t connection) { guard_.schedule(std::move(connection)); }
        void cancel() noexcept { guard_.cancel(); }

      private:
        restinio::asio_timer_manager_t::timer_guard_t guard_;
        std::shared_ptr<Count> count_;
    };

    CountingTimers(restinio::asio_ns::io_context& reactor, std::shared_ptr<Count> count)
        : timers_(reactor, check_interval), count_(std::move(count)) {}

    timer_guard_t create_timer_guard() const {
        if (count_->connections >= count_->connections_max) throw std::runtime_error("too many HTTP connections");
        return timer_guard_t(timers_.create_timer_guard(), count_);
    }
    void start() const noexcept {}
    void stop() const noexcept {}

    struct factory_t {
        std::shared_ptr<Count> count = std::make_shared<Count>();
        auto create(restinio::asio_ns::io_context& reactor) const {
            return std::make_shared<CountingTimers>(reactor, count);
        }
    };

  private:
    /// How exactly RESTinio's time limits are kept.
    static constexpr std::chrono::milliseconds check_interval{500};

    restinio::asio_timer_manager_t timers_;
    std::shared_ptr<Count> count_;
};

}  // namespace stimchat::net
