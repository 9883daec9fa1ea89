#include "server/app/descriptor_limit.hpp"

#include "server/net/http_limits.hpp"

#include <algorithm>

#include <sys/resource.h>

namespace stimchat::app {
namespace {

constexpr std::size_t descriptors_of_the_process = 64;

}  // namespace

std::size_t raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<std::size_t>(limit.rlim_cur);
}

std::size_t connections_within(std::size_t descriptors, std::size_t wanted) {
    const std::size_t others = net::http_connections_max + descriptors_of_the_process;
    if (descriptors <= others) return 1;
    return std::min(wanted, descriptors - others);
}

}  // namespace stimchat::app
