#pragma once

#include "tools/sim/http_desk.hpp"
#include "tools/sim/network.hpp"
#include "tools/sim/person.hpp"
#include "tools/sim/server.hpp"
#include "tools/sim/tab.hpp"
#include "tools/sim/tokens.hpp"
#include "tools/sim/witness.hpp"
#include "tools/sim/world.hpp"

#include <cstdint>
#include <deque>

namespace stimchat::sim {

/// Everybody and everything of one run, put together.
class Town {
  public:
    explicit Town(const RunOptions& options);

    /// Until then people act, and whoever bans does so.
    void live_until(Instant end);
    /// Nobody acts and nothing new breaks for longer than every time-out there is; then all must have settled.
    void settle();

    const World& world() const { return world_; }

  private:
    void step_until(Instant end);
    void live(Person& person);
    void keep_banning();

    // settling.cpp
    void check_settled();
    void check_tab(const Tab& tab, std::size_t& linked, std::size_t& chatting);
    void check_link(const Tab& tab);
    void check_talk(const Tab& tab);

    World world_;
    Witness witness_;
    Network network_;
    Tokens tokens_;
    Server server_;
    HttpDesk desk_;
    std::deque<Tab> tabs_;
    std::deque<Person> people_;
    bool people_act_ = true;
};

}  // namespace stimchat::sim
