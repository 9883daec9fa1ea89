#include "tools/load/crowd.hpp"
#include "tools/load/measure/server_process.hpp"
#include "tools/load/runs.hpp"

#include <iostream>

namespace stimchat::load {

namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

}  // namespace

std::optional<Figures> run_idle(const Options& options, const IdleOptions& idle) {
    const std::int64_t deadline_ns = steady_ns() + options.time_limit_s * ns_per_s;
    Crowd crowd(options.server, {}, options.seed);
    const auto memory_at = [&](std::size_t sessions) -> std::optional<double> {
        if (!crowd.bring_up_to(sessions, deadline_ns)) return std::nullopt;
        crowd.run_for(idle.settle_s * ns_per_s);
        return static_cast<double>(read_process_use(options.server_process).private_bytes);
    };

    const auto memory_from = memory_at(idle.sessions_from);
    const auto memory_to = memory_from ? memory_at(idle.sessions_to) : std::nullopt;
    if (!memory_to || crowd.world().faults > 0) {
        std::cerr << "up " << crowd.progress.linked << " of " << idle.sessions_to << " sessions; faults "
                  << crowd.world().faults << '\n';
        return std::nullopt;
    }
    const auto sessions_more = static_cast<double>(idle.sessions_to - idle.sessions_from);
    return Figures{
        {"server_bytes_at_" + std::to_string(idle.sessions_from), *memory_from},
        {"server_bytes_at_" + std::to_string(idle.sessions_to), *memory_to},
        {"server_bytes_per_idle_session", (*memory_to - *memory_from) / sessions_more},
    };
}

}  // namespace stimchat::load
