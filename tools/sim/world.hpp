#pragma once

#include "tools/sim/breach.hpp"
#include "tools/sim/dice.hpp"
#include "tools/sim/schedule.hpp"
#include "tools/sim/weather.hpp"

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string_view>
#include <vector>

namespace stimchat::sim {

enum class Mode : std::uint8_t {
    safety,    ///< faults all along
    liveness,  ///< faults and deeds stop after a while; then all has to settle
};

struct RunOptions {
    std::uint64_t seed = 1;
    Mode mode = Mode::safety;
    std::uint32_t people = 24;
    Duration length = minutes(10);  ///< simulated; in liveness the time to settle comes on top
    Sabotage sabotage = Sabotage::none;
    std::optional<Breach> until;    ///< the run ends when it has seen this
    std::ostream* trace = nullptr;  ///< every event goes there
};

/// What all parts of a run share: clock, chance, weather, and where they say what they saw.
class World {
  public:
    explicit World(const RunOptions& options);

    Instant now() const { return schedule.now(); }
    bool faults_on() const { return faults_on_; }
    /// The faults stop; what is broken already stays broken until somebody finds out.
    void calm_down() { faults_on_ = false; }
    /// Counted if it happens.
    bool fault_happens(std::uint32_t permille);
    void count_fault() { ++tally.faults; }
    /// Sabotage of this kind, now and then.
    bool sabotages(Sabotage kind, std::uint32_t permille);

    void violated(Breach breach, std::string_view detail);
    const std::vector<Violation>& violations() const { return violations_; }
    /// What the run was to go on for has been seen.
    bool is_done() const { return is_done_; }

    bool is_traced() const { return trace_ != nullptr; }
    void trace(std::string_view who, std::uint64_t number, std::string_view what, std::string_view detail = {});

    Schedule schedule;
    Dice dice;
    Weather weather;
    Tally tally;

  private:
    static constexpr std::size_t violations_kept_max = 50;

    Sabotage sabotage_;
    std::ostream* trace_;
    std::optional<Breach> until_;
    bool is_done_ = false;
    bool faults_on_ = true;
    std::vector<Violation> violations_;
};

}  // namespace stimchat::sim
