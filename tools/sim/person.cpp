#include "tools/sim/person.hpp"

#include "tools/sim/tokens.hpp"

#include <string>

namespace stimchat::sim {

using session::Phase;

namespace {

constexpr Duration sleep_min = milliseconds(500);
constexpr Duration sleep_max = minutes(2);

}  // namespace

Person::Person(World& world, std::uint64_t number, OpenTab open_tab)
    : world_(world), open_tab_(std::move(open_tab)), number_(number) {
    for (std::size_t i = 0; i < world.weather.devices; ++i)
        devices_.emplace_back().place = number * places_per_person + i;
}

void Person::act() {
    Device& device = devices_[static_cast<std::size_t>(world_.dice.below(devices_.size()))];
    be_restless(device);
    if (device.tabs.empty()) return;
    Tab& tab = *world_.dice.pick(device.tabs);
    if (is_there(tab)) act_on(tab);
}

// --- tabs come and go ------------------------------------------------------------------------------------------------

void Person::open(Device& device, const std::string& session) {
    device.tabs.push_back(&open_tab_({&device.browser, device.place, session}));
}

void Person::be_restless(Device& device) {
    Dice& dice = world_.dice;
    const std::uint32_t restless = world_.weather.restless;
    if (device.tabs.empty()) {
        if (dice.happens(200)) open(device, {});
        return;
    }
    if (device.tabs.size() < tabs_max && dice.happens(restless)) {
        // A duplicated tab has what the page of the first one kept for itself.
        open(device, dice.happens(300) ? dice.pick(device.tabs)->kept_session() : std::string{});
    }
    if (dice.happens(restless * static_cast<std::uint32_t>(device.tabs.size()))) let_go(device);
}

void Person::let_go(Device& device) {
    const auto which = static_cast<std::ptrdiff_t>(world_.dice.below(device.tabs.size()));
    Tab& tab = *device.tabs[static_cast<std::size_t>(which)];
    const std::string session = tab.kept_session();
    tab.close(world_.dice.happens(700));
    device.tabs.erase(device.tabs.begin() + which);
    if (world_.dice.happens(500)) open(device, session);  // loaded again
}

// --- at the page -----------------------------------------------------------------------------------------------------

bool Person::is_there(Tab& tab) {
    Dice& dice = world_.dice;
    if (tab.is_in_front()) {
        if (!dice.happens(world_.weather.absent)) return true;
        tab.look(false, dice.happens(500));
        if (dice.happens(400)) tab.sleep(dice.between(sleep_min, sleep_max));
        return false;
    }
    if (!dice.happens(100)) return false;
    tab.when_awake([&tab] {
        tab.look(true, true);
        tab.feed(session::ReconnectNow{});
    });
    return false;
}

void Person::act_on(Tab& tab) {
    Dice& dice = world_.dice;
    if (dice.happens(20)) return tab.feed(session::ReconnectNow{dice.happens(500)});
    if (dice.happens(5)) return tab.feed(session::FindChat{});  // also when that is not what the page offers
    if (dice.happens(20)) return tab.look(true, dice.happens(700));
    switch (tab.view().phase) {
        case Phase::consent:
            return tab.feed(session::Agree{});
        case Phase::idle:
        case Phase::no_partner:
            return tab.feed(session::FindChat{});
        case Phase::searching:
            if (dice.happens(30)) tab.feed(session::CancelSearch{});
            return;
        case Phase::chatting:
            return act_in_chat(tab);
        case Phase::ended:
            return act_after_chat(tab);
        case Phase::elsewhere:
            if (dice.happens(100)) tab.use_here();
            return;
        case Phase::banned:
        case Phase::failed:
            return;
    }
}

void Person::act_in_chat(Tab& tab) {
    if (tab.view().unsent > 0 && world_.dice.happens(300)) return settle_unsent(tab);
    const std::uint64_t deed = world_.dice.below(1000);
    if (deed < 15) return tab.feed(session::LeaveChat{});
    if (deed < 21) return report(tab);
    if (deed < 50) return settle_failed(tab);
    if (deed < 150) return tab.feed(session::Composing{world_.dice.happens(700)});
    if (deed < 900) return say_some(tab);
}

void Person::act_after_chat(Tab& tab) {
    const std::uint64_t deed = world_.dice.below(1000);
    if (deed < 60) return report(tab);
    if (deed < 150) return settle_failed(tab);
    if (deed < 160) return tab.say("too late");
    if (deed < 600) return tab.feed(session::FindChat{});
}

void Person::say_some(Tab& tab) {
    const std::uint64_t count = world_.dice.happens(30) ? 50 : 1 + world_.dice.below(world_.weather.talk_max);
    for (std::uint64_t i = 0; i < count; ++i) {
        tab.say("text " + std::to_string(++texts_) + " of " + std::to_string(number_) +
                (world_.dice.happens(100) ? " \"\\\n\xF0\x9F\x99\x82" : ""));
    }
}

void Person::report(Tab& tab) {
    const auto reason = static_cast<session::ReportReason>(world_.dice.below(7));
    tab.feed(session::SubmitReport{reason, world_.dice.happens(500) ? "a note" : ""});
}

void Person::settle_unsent(Tab& tab) {
    if (world_.dice.happens(700)) return tab.feed(session::RetryUnsent{});
    tab.feed(session::DiscardUnsent{});
}

void Person::settle_failed(Tab& tab) {
    for (const session::LogEntry& entry : tab.view().log) {
        if (entry.state != delivery::SendState::failed) continue;
        if (world_.dice.happens(700)) return tab.feed(session::Retry{entry.entry});
        return tab.feed(session::Discard{entry.entry});
    }
}

}  // namespace stimchat::sim
