#include "tools/sim/world.hpp"

#include <ostream>
#include <string>

namespace stimchat::sim {

World::World(const RunOptions& options)
    : dice(options.seed * 2 + (options.mode == Mode::liveness ? 1 : 0)),
      weather(draw_weather(dice)),
      sabotage_(options.sabotage),
      trace_(options.trace),
      until_(options.until) {}

bool World::fault_happens(std::uint32_t permille) {
    if (!faults_on_ || !dice.happens(permille)) return false;
    count_fault();
    return true;
}

bool World::sabotages(Sabotage kind, std::uint32_t permille) {
    return sabotage_ == kind && dice.happens(permille);
}

void World::violated(Breach breach, std::string_view detail) {
    ++tally.violations;
    is_done_ = is_done_ || until_ == breach;
    trace("VIOLATION", tally.violations, name_of(breach), detail);
    if (violations_.size() < violations_kept_max) violations_.push_back({breach, now(), std::string(detail)});
}

void World::trace(std::string_view who, std::uint64_t number, std::string_view what, std::string_view detail) {
    if (!is_traced()) return;
    constexpr std::int64_t start_ms = 1'700'000'000'000;
    *trace_ << (now().ms_since_epoch - start_ms) << " ms  " << who << ' ' << number << "  " << what;
    if (!detail.empty()) *trace_ << "  " << detail;
    *trace_ << '\n';
}

}  // namespace stimchat::sim
