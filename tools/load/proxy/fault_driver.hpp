#pragma once

#include "tools/load/proxy/fault_plan.hpp"
#include "tools/load/proxy/proxy.hpp"

#include <cstdint>

namespace stimchat::load {

/// Carries out a plan on a proxy, from the moment it is made until the plan's time is up. Prints each fault on standard
/// error as it comes.
class FaultDriver {
  public:
    FaultDriver(Proxy& proxy, const FaultPlan& plan, std::int64_t duration_ms);

    void on_time();
    /// All that were to come have come, and those that last are over.
    bool is_over() const;
    std::uint64_t faults() const { return faults_; }

  private:
    std::int64_t elapsed_ms() const;

    Proxy& proxy_;
    FaultPlan plan_;
    std::int64_t started_ns_;
    std::int64_t duration_ms_;
    std::int64_t over_at_ms_ = 0;
    PlannedFault next_;
    std::uint64_t faults_ = 0;
};

}  // namespace stimchat::load
