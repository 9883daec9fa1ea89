#pragma once

#include "tools/bench/floor_records.hpp"
#include "tools/load/measure/figures.hpp"
#include "tools/load/sockets/socket_stream.hpp"

#include <cstdint>
#include <optional>

#include <sys/types.h>

namespace stimchat::bench {

struct FloorShape {
    load::Endpoint server;
    pid_t server_process = 0;  ///< 0: its CPU time is not read
    std::size_t pairs = 100;
    std::uint32_t messages = 100;
    std::uint32_t in_flight = 1;
    std::uint32_t time_limit_s = 120;
};

/// The load of `stimchat-loadgen chat`, in the floor's own records: everybody says `messages` texts with `in_flight`
/// unanswered; each text has to reach the partner once and in order. No figures if one did not, or time ran out.
std::optional<load::Figures> run_floor_load(const FloorShape& shape);

}  // namespace stimchat::bench
