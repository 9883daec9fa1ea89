#pragma once

#include <cstddef>

namespace stimchat::app {

/// Raises the soft limit of open files (RLIMIT_NOFILE) to the hard one, and gives it.
std::size_t raise_descriptor_limit();

/// How many WebSockets `wanted` become where only so many files may be open: HTTP connections, the database, the log
/// and the reactor need some too. At least 1.
std::size_t connections_within(std::size_t descriptors, std::size_t wanted);

}  // namespace stimchat::app
