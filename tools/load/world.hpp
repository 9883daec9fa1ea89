#pragma once

#include "tools/load/measure/clock.hpp"
#include "tools/load/sockets/reactor.hpp"
#include "tools/load/sockets/socket_stream.hpp"
#include "tools/load/wire/identity_desk.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace stimchat::load {

/// What all people of a run share: one loop, one clock, the way to the server, and the count of what went wrong.
struct World {
    World(Endpoint server, std::uint64_t seed) : identities(reactor, server), sessions(server), seed(seed) {}

    /// Counts it, and prints the first few.
    void fault(std::size_t person, const std::string& what);

    Clock clock;
    Reactor reactor;
    IdentityDesk identities;
    Endpoint sessions;  ///< where WebSockets are opened: the server itself, or a proxy before it
    std::uint64_t seed;
    bool keeps_journals = false;
    std::uint64_t faults = 0;
};

}  // namespace stimchat::load
