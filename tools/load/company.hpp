#pragma once

#include "tools/load/ledger/ledger.hpp"
#include "tools/load/proxy/fault_driver.hpp"
#include "tools/load/proxy/proxy.hpp"
#include "tools/load/survivor.hpp"
#include "tools/load/world.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace stimchat::load {

/// How everybody in a run behaves.
struct Habits {
    std::uint32_t text_bytes = 64;
    std::uint32_t think_ms_min = 200;  ///< between two things that a person does
    std::uint32_t think_ms_max = 1200;
    std::uint32_t in_flight_max = 5;        ///< unanswered texts, then a person waits
    std::uint32_t chat_life_ms_mean = 0;    ///< then one of the two leaves; 0: nobody does
    std::uint32_t page_life_ms_mean = 0;    ///< then the page is opened again; 0: never
    std::uint32_t page_hidden_percent = 0;  ///< of what a person does: turns to another tab for a while
};

/// What happened to all of them together, besides what the ledger says.
struct Incidents {
    std::uint64_t links_lost = 0;
    std::uint64_t resumed = 0;      ///< a chat that went on after its link had been lost
    std::uint64_t chats_begun = 0;  ///< counted for each of the two
    std::uint64_t chats_lost = 0;   ///< that ended although nobody left; for each of the two
    std::uint64_t losses_told = 0;  ///< history_lost
    std::uint64_t pages_opened_again = 0;
    std::uint64_t taken_over = 0;  ///< "use here"
    std::uint64_t refused = 0;     ///< texts
    /// Texts that had no answer when their page was displaced.
    std::uint64_t texts_left_elsewhere = 0;
    std::uint64_t no_partner = 0;
};

/// People on a bad network: many survivors, the ledger of what they say, and the proxy that cuts them off.
class Company {
  public:
    /// Without `through_proxy` the people go to the server itself.
    Company(Endpoint server, std::size_t people, const Habits& habits, std::uint64_t seed, bool through_proxy);

    /// Adds the people and brings their links up, a bounded number at a time.
    bool bring_up(std::int64_t deadline_ns);
    bool run_until(const std::function<bool()>& reached, std::int64_t deadline_ns);
    void run_for(std::int64_t duration_ns);
    /// From now on faults come as planned.
    void let_loose(const FaultPlan& plan, std::int64_t duration_ms);
    bool is_storm_over() const { return !driver_ || driver_->is_over(); }
    /// Nobody begins anything any more; what is under way is brought to its end.
    void wind_down();

    std::size_t size() const { return people_.size(); }
    std::size_t linked() const;
    std::size_t chatting() const;
    /// All links are up, every text has its answer and stands where it should.
    bool is_at_rest() const;
    /// What should not have happened, besides what the ledger finds; printed already.
    std::uint64_t oddities() const { return world_.faults; }
    /// What went wrong, and what happened last to those whom it concerns.
    void explain(std::ostream& out) const;
    Proxy* proxy() { return proxy_ ? &*proxy_ : nullptr; }
    std::uint64_t faults_done() const { return driver_ ? driver_->faults() : 0; }
    const Survivor& at(std::size_t index) const { return *people_[index]; }

    // --- for the people
    World& world() { return world_; }
    Ledger& ledger() { return ledger_; }
    const Ledger& ledger() const { return ledger_; }
    const Habits& habits() const { return habits_; }
    bool is_winding_down() const { return is_winding_down_; }
    /// Chats that one of the two has left.
    std::set<ConversationId> left;
    Incidents incidents;

  private:
    void turn();

    World world_;
    std::optional<Proxy> proxy_;
    std::optional<FaultDriver> driver_;
    Ledger ledger_;
    Habits habits_;
    std::size_t people_wanted_;
    bool is_winding_down_ = false;
    std::int64_t next_sweep_ns_ = 0;
    std::vector<std::unique_ptr<Survivor>> people_;
};

}  // namespace stimchat::load
