#pragma once

#include <cstdint>

#include <sys/types.h>

namespace stimchat::load {

/// What the kernel says about the server, read from /proc. Throws std::runtime_error where there is no such process.
struct ProcessUse {
    std::int64_t private_bytes = 0;  ///< memory that this process alone has written (Private_Dirty)
    std::int64_t cpu_us = 0;         ///< user and system time since its start
};

ProcessUse read_process_use(pid_t process);

}  // namespace stimchat::load
