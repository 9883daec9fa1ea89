#pragma once

#include "tools/load/measure/latencies.hpp"
#include "tools/load/participant.hpp"
#include "tools/load/world.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace stimchat::load {

/// What every text of a run looks like.
struct TextShape {
    std::uint32_t messages = 100;  ///< that each participant says
    std::uint32_t in_flight = 1;   ///< unanswered at a time
    std::uint32_t text_bytes = 64;
};

/// How far all participants together are.
struct Progress {
    std::size_t linked = 0;
    std::size_t chatting = 0;
    std::size_t ended = 0;
    std::uint64_t delivered = 0;  ///< texts with an ACK
    std::uint64_t received = 0;   ///< texts that reached the partner, each once and in order
};

/// All participants of a run, and what they share: one world, one set of counters.
class Crowd {
  public:
    Crowd(Endpoint server, TextShape shape, std::uint64_t seed);

    /// Adds participants and brings their links up, a bounded number at a time. False if the time ran out.
    bool bring_up_to(std::size_t count, std::int64_t deadline_ns);
    /// Runs the loop until `reached` or the deadline; says which.
    bool run_until(const std::function<bool()>& reached, std::int64_t deadline_ns);
    /// Runs the loop for a while, for heartbeats and for what comes unasked.
    void run_for(std::int64_t duration_ns);

    Participant& at(std::size_t index) { return *participants_[index]; }
    std::size_t size() const { return participants_.size(); }

    // --- for the participants
    World& world() { return world_; }
    const TextShape& shape() const { return shape_; }

    Progress progress;
    Latencies say_to_ack;
    Latencies say_to_partner;

  private:
    void turn();

    World world_;
    TextShape shape_;
    std::int64_t next_sweep_ns_ = 0;
    std::vector<std::unique_ptr<Participant>> participants_;
};

}  // namespace stimchat::load
