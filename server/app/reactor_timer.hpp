#pragma once

#include "server/net/tcp.hpp"

#include <chrono>

#include <boost/asio/basic_waitable_timer.hpp>

namespace stimchat::app {

using ReactorTimer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      net::Reactor::executor_type>;

}  // namespace stimchat::app
