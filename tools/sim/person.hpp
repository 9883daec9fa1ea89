#pragma once

#include "tools/sim/tab.hpp"
#include "tools/sim/world.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace stimchat::sim {

/// Somebody with a browser: does at random what can be done on the page, closes tabs, comes back with what the browser
/// kept, opens a second tab, and sometimes asks for what is not possible just then.
class Person {
  public:
    /// Opens a page that shares this person's storage.
    using OpenTab = std::function<Tab&(Storage&)>;

    Person(World& world, OpenTab open_tab) : world_(world), open_tab_(std::move(open_tab)) {}

    void act();

  private:
    static constexpr std::size_t tabs_max = 3;

    void be_restless();
    void act_on(Tab& tab);
    void act_in_chat(Tab& tab);
    void act_after_chat(Tab& tab);
    void say_some(Tab& tab);
    void report(Tab& tab);
    /// One of the failed messages, if there is one: again, or forgotten.
    void settle_failed(Tab& tab);

    World& world_;
    OpenTab open_tab_;
    Storage storage_;
    std::vector<Tab*> tabs_;
    std::uint64_t texts_ = 0;
};

}  // namespace stimchat::sim
