#pragma once

#include "tools/sim/browser.hpp"
#include "tools/sim/tab.hpp"
#include "tools/sim/world.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

namespace stimchat::sim {

/// Somebody with a browser, or with one on each of several devices: does at random what can be done on the page, closes
/// and reloads tabs, comes back with what the browser kept, opens or duplicates a second tab, turns to something else,
/// and sometimes asks for what is not possible just then.
class Person {
  public:
    using OpenTab = std::function<Tab&(const Opening&)>;

    Person(World& world, std::uint64_t number, OpenTab open_tab);

    void act();

  private:
    static constexpr std::size_t tabs_max = 3;

    struct Device {
        Browser browser;
        Place place = 0;
        std::vector<Tab*> tabs;
    };

    void open(Device& device, const std::string& session);
    void be_restless(Device& device);
    void let_go(Device& device);
    /// False: the person is not at this page.
    bool is_there(Tab& tab);
    void act_on(Tab& tab);
    void act_in_chat(Tab& tab);
    void act_after_chat(Tab& tab);
    void say_some(Tab& tab);
    void report(Tab& tab);
    /// What is asked about texts that got no answer.
    void settle_unsent(Tab& tab);
    /// One of the failed messages, if there is one: again, or forgotten.
    void settle_failed(Tab& tab);

    World& world_;
    OpenTab open_tab_;
    std::deque<Device> devices_;
    std::uint64_t number_;
    std::uint64_t texts_ = 0;
};

}  // namespace stimchat::sim
