#pragma once

#include "tools/sim/http_desk.hpp"
#include "tools/sim/network.hpp"
#include "tools/sim/person.hpp"
#include "tools/sim/server.hpp"
#include "tools/sim/tab.hpp"
#include "tools/sim/tokens.hpp"
#include "tools/sim/witness.hpp"
#include "tools/sim/world.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>

namespace stimchat::sim {

/// Everybody and everything of one run, put together.
class Town {
  public:
    explicit Town(const RunOptions& options);

    /// Until then people act, things break, and moderators decide.
    void live_until(Instant end);
    /// Nobody acts and nothing new breaks for longer than every time-out there is; then all must have settled.
    void settle();

    const World& world() const { return world_; }

  private:
    void step_until(Instant end);
    void check_engine_at_times();
    void live(Person& person);
    /// Again and again, while the faults go on; never if `mean` is zero.
    template <class Deed>
    void keep(Duration mean, Deed deed);

    // settling.cpp
    struct Standing {
        std::size_t linked = 0;                      ///< pages with a link
        bool is_in_front = false;                    ///< one of those
        std::optional<ConversationId> conversation;  ///< that they are in
    };
    using Standings = std::map<Participant, Standing>;
    void check_settled();
    void take_standing(const Tab& tab, Standings& standings);
    void check_server(const Standings& standings);
    void check_tab(const Tab& tab);
    void check_link(const Tab& tab);
    void check_chat(const Tab& tab, const Standings& standings);

    World world_;
    Witness witness_;
    Network network_;
    Tokens tokens_;
    Server server_;
    HttpDesk desk_;
    std::deque<Tab> tabs_;
    std::deque<Person> people_;
    bool people_act_ = true;
    std::uint64_t engine_check_step_ = 0;
};

}  // namespace stimchat::sim
