#include "tools/load/proxy/fault_plan.hpp"

#include <array>
#include <iomanip>
#include <sstream>

namespace stimchat::load {

namespace {

/// One line of what may happen: how often, to whom, and between which amounts (ms or bytes).
struct Chance {
    std::uint32_t weight;
    FaultKind kind;
    bool hits_all;
    std::uint32_t amount_min;
    std::uint32_t amount_max;
};

// The bytes are those of a few frames: an upgrade is some 200, HELLO and WELCOME some 400 together, a text with its
// envelope some 250. So cuts fall into each of them.
constexpr std::array<Chance, 14> chances{{
    {220, FaultKind::reset, false, 0, 0},
    {80, FaultKind::close, false, 0, 0},
    {100, FaultKind::lose_client, false, 0, 0},
    {30, FaultKind::lose_server, false, 0, 0},
    {30, FaultKind::swallow, false, 0, 0},
    {150, FaultKind::stall, false, 50, 2500},
    {30, FaultKind::stall, false, 3000, 9000},
    {100, FaultKind::cut_from_client, false, 0, 600},
    {100, FaultKind::cut_from_server, false, 0, 600},
    {60, FaultKind::next_cut_from_client, false, 0, 900},
    {60, FaultKind::next_cut_from_server, false, 0, 1500},
    {15, FaultKind::stall, true, 100, 2000},
    {10, FaultKind::reset, true, 0, 0},
    {15, FaultKind::refuse, true, 100, 1500},
}};

constexpr std::uint32_t weights_all = [] {
    std::uint32_t sum = 0;
    for (const Chance& chance : chances)
        sum += chance.weight;
    return sum;
}();

const Chance& draw(RandomSource& random) {
    std::uint64_t left = uniform_below(random, weights_all);
    for (const Chance& chance : chances) {
        if (left < chance.weight) return chance;
        left -= chance.weight;
    }
    return chances.back();
}

}  // namespace

std::int64_t PlannedFault::over_at_ms() const {
    const bool lasts = fault.kind == FaultKind::stall || fault.kind == FaultKind::refuse;
    return lasts ? at_ms + fault.amount : at_ms;
}

std::string to_text(const PlannedFault& planned) {
    constexpr double ms_per_s = 1000;
    std::ostringstream text;
    text << std::fixed << std::setprecision(3) << static_cast<double>(planned.at_ms) / ms_per_s << " s  "
         << (planned.hits_all ? "all  " : "one  ") << to_text(planned.fault);
    return text.str();
}

PlannedFault FaultPlan::next() {
    at_ms_ += static_cast<std::int64_t>(uniform_below(random_, 2ULL * interval_ms_ + 1));
    const Chance& chance = draw(random_);
    const auto amount = static_cast<std::uint32_t>(chance.amount_min +
                                                   uniform_below(random_, chance.amount_max - chance.amount_min + 1));
    return {at_ms_, {chance.kind, amount}, chance.hits_all, random_.next()};
}

}  // namespace stimchat::load
