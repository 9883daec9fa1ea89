#include "tools/load/proxy/fault_driver.hpp"

#include "tools/load/measure/clock.hpp"

#include <algorithm>
#include <iostream>

namespace stimchat::load {

FaultDriver::FaultDriver(Proxy& proxy, const FaultPlan& plan, std::int64_t duration_ms)
    : proxy_(proxy), plan_(plan), started_ns_(steady_ns()), duration_ms_(duration_ms), next_(plan_.next()) {}

std::int64_t FaultDriver::elapsed_ms() const {
    constexpr std::int64_t ns_per_ms = 1'000'000;
    return (steady_ns() - started_ns_) / ns_per_ms;
}

void FaultDriver::on_time() {
    const std::int64_t now_ms = elapsed_ms();
    for (; next_.at_ms <= std::min(now_ms, duration_ms_); next_ = plan_.next()) {
        const std::size_t hit =
            next_.hits_all ? proxy_.apply_to_all(next_.fault) : proxy_.apply_to_one(next_.fault, next_.pick);
        std::cerr << "fault " << to_text(next_) << "  (" << hit << " of " << proxy_.open() << " open)\n";
        over_at_ms_ = std::max(over_at_ms_, next_.over_at_ms());
        ++faults_;
    }
}

bool FaultDriver::is_over() const {
    return elapsed_ms() >= std::max(duration_ms_, over_at_ms_);
}

}  // namespace stimchat::load
