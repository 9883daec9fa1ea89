#include "tools/load/crowd.hpp"

namespace stimchat::load {

namespace {

// As many connections may be on their way up as the server's listen queue surely holds.
constexpr std::size_t arriving_max = 128;
// Deadlines of sessions are seconds away: looking at them ten times a second is exact enough, and costs nothing.
constexpr std::int64_t sweep_interval_ns = 100'000'000;
constexpr int wait_ms_max = 20;

}  // namespace

Crowd::Crowd(Endpoint server, TextShape shape, std::uint64_t seed) : world_(server, seed), shape_(shape) {}

bool Crowd::bring_up_to(std::size_t count, std::int64_t deadline_ns) {
    participants_.reserve(count);
    return run_until(
        [this, count] {
            while (participants_.size() < count && participants_.size() < progress.linked + arriving_max) {
                participants_.push_back(std::make_unique<Participant>(*this, participants_.size()));
                participants_.back()->arrive();
            }
            return progress.linked == count;
        },
        deadline_ns);
}

bool Crowd::run_until(const std::function<bool()>& reached, std::int64_t deadline_ns) {
    while (!reached()) {
        if (steady_ns() >= deadline_ns) return false;
        turn();
    }
    return true;
}

void Crowd::run_for(std::int64_t duration_ns) {
    const std::int64_t end_ns = steady_ns() + duration_ns;
    while (steady_ns() < end_ns)
        turn();
}

void Crowd::turn() {
    world_.reactor.run_once(wait_ms_max);
    const std::int64_t now_ns = steady_ns();
    if (now_ns < next_sweep_ns_) return;
    next_sweep_ns_ = now_ns + sweep_interval_ns;
    for (const auto& participant : participants_)
        participant->on_time();
}

}  // namespace stimchat::load
