#pragma once

#include "shared/session/client_view.hpp"
#include "tools/sim/witness.hpp"
#include "tools/sim/world.hpp"

#include <cstdint>
#include <vector>

namespace stimchat::sim {

/// Compares what a page shows with what it showed before: new entries go to the witness, ticks may only go forward
/// (sending to delivered, seen or failed; failed to delivered or seen, when the answer was late). Lines that are gone
/// are the person's doing, or the log's bound. What is old in a long log is looked at now and then only.
class LogWatch {
  public:
    LogWatch(World& world, Witness& witness, PageNumber page) : world_(world), witness_(witness), page_(page) {}

    /// `is_looked_at`: a person has the end of the log in front.
    void look(const session::ClientView& view, Participant participant, bool is_looked_at);

  private:
    struct Seen {
        std::uint64_t entry = 0;
        delivery::SendState state{};
    };
    /// Takes what is there as it is.
    void ignore(const session::ClientView& view);
    void compare(const session::ClientView& view, Participant participant);
    void compare_end(const session::ClientView& view, Participant participant);
    void compare_all(const session::ClientView& view, Participant participant);
    void judge_new(const session::ClientView& view, const session::LogEntry& entry, Participant participant);
    void judge_change(const session::LogEntry& entry, delivery::SendState before, Participant participant);
    void judge_tick(const session::LogEntry& entry, Participant participant);
    void judge_phase(const session::ClientView& view, Participant participant);

    World& world_;
    Witness& witness_;
    PageNumber page_;
    std::vector<Seen> seen_;
    std::uint64_t entry_last_ = 0;
    std::uint64_t ignored_up_to_ = 0;
    std::uint64_t revision_ = 0;
    std::uint64_t looks_ = 0;
    session::Phase phase_ = session::Phase::consent;
};

}  // namespace stimchat::sim
