#pragma once

#include "shared/core/random.hpp"
#include "tools/load/proxy/fault.hpp"

#include <cstdint>
#include <string>

namespace stimchat::load {

/// A fault, when it comes, and whom it hits.
struct PlannedFault {
    std::int64_t at_ms = 0;  ///< since the start of the plan
    Fault fault;
    bool hits_all = false;
    std::uint64_t pick = 0;  ///< otherwise: this one, modulo the number of open connections

    /// When it is over by itself; what it has broken may take longer to be mended.
    std::int64_t over_at_ms() const;
};

/// E.g. "4.250 s  one  stall 800".
std::string to_text(const PlannedFault& planned);

/// Faults without end, all of them from one seed: mostly cuts of single connections, at once or at some byte, some of
/// them of the next connection as well; then stalls, half-open connections, and now and then something that hits all.
class FaultPlan {
  public:
    /// `interval_ms`: between two faults, in the mean.
    FaultPlan(std::uint64_t seed, std::uint32_t interval_ms) : random_(seed), interval_ms_(interval_ms) {}

    PlannedFault next();

  private:
    Xoshiro256 random_;
    std::uint32_t interval_ms_;
    std::int64_t at_ms_ = 0;
};

}  // namespace stimchat::load
