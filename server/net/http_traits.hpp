#pragma once

// RESTinio's dialect. Included by http_*.cpp only: it takes seconds to compile.

#include "server/net/http_timers.hpp"

#include <restinio/all.hpp>

namespace stimchat::net {

struct HttpTraits : restinio::default_single_thread_traits_t {
    using timer_manager_t = CountingTimers;
};

using RestinioRequest = restinio::request_handle_t;

}  // namespace stimchat::net
