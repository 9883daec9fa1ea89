#pragma once

#include "shared/session/client_view.hpp"
#include "tools/sim/tokens.hpp"
#include "tools/sim/witness.hpp"
#include "tools/sim/world.hpp"

#include <cstdint>
#include <vector>

namespace stimchat::sim {

/// Compares what a page shows with what it showed before: new entries go to the witness, ticks may only go forward
/// (sending to delivered or failed; failed to delivered, when the answer was late). Lines that are gone are the
/// person's doing, or the log's bound.
class LogWatch {
  public:
    LogWatch(World& world, Witness& witness) : world_(world), witness_(witness) {}

    void look(const session::ClientView& view, Participant participant);

  private:
    struct Seen {
        std::uint64_t entry = 0;
        delivery::SendState state{};
    };
    void judge_new(const session::ClientView& view, const session::LogEntry& entry, Participant participant);
    void judge_change(const session::LogEntry& entry, delivery::SendState before);
    void judge_phase(const session::ClientView& view, Participant participant);

    World& world_;
    Witness& witness_;
    std::vector<Seen> seen_;
    std::uint64_t entry_last_ = 0;
    std::uint64_t revision_ = 0;
    session::Phase phase_ = session::Phase::consent;
};

}  // namespace stimchat::sim
