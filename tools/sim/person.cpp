#include "tools/sim/person.hpp"

#include <string>

namespace stimchat::sim {

using session::Phase;

void Person::act() {
    be_restless();
    if (tabs_.empty()) return;
    act_on(*world_.dice.pick(tabs_));
}

void Person::be_restless() {
    const bool comes_back = tabs_.empty() && world_.dice.happens(200);
    const bool opens_another =
        !tabs_.empty() && tabs_.size() < tabs_max && world_.dice.happens(world_.weather.restless);
    if (comes_back || opens_another) tabs_.push_back(&open_tab_(storage_));
    if (tabs_.empty() || !world_.dice.happens(world_.weather.restless * static_cast<std::uint32_t>(tabs_.size())))
        return;
    const auto which = static_cast<std::ptrdiff_t>(world_.dice.below(tabs_.size()));
    tabs_[static_cast<std::size_t>(which)]->close();
    tabs_.erase(tabs_.begin() + which);
}

void Person::act_on(Tab& tab) {
    Dice& dice = world_.dice;
    if (dice.happens(20)) return tab.feed(session::ReconnectNow{});
    if (dice.happens(5)) return tab.feed(session::FindChat{});  // also when that is not what the page offers
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
            if (dice.happens(100)) tab.feed(session::UseHere{});
            return;
        case Phase::banned:
        case Phase::failed:
            return;
    }
}

void Person::act_in_chat(Tab& tab) {
    const std::uint64_t deed = world_.dice.below(1000);
    if (deed < 20) return tab.feed(session::LeaveChat{});
    if (deed < 26) return report(tab);
    if (deed < 60) return settle_failed(tab);
    if (deed < 900) return say_some(tab);
}

void Person::act_after_chat(Tab& tab) {
    const std::uint64_t deed = world_.dice.below(1000);
    if (deed < 60) return report(tab);
    if (deed < 150) return settle_failed(tab);
    if (deed < 160) return tab.feed(session::Say{"too late"});
    if (deed < 600) return tab.feed(session::FindChat{});
}

void Person::say_some(Tab& tab) {
    const std::uint64_t count = world_.dice.happens(30) ? 50 : 1 + world_.dice.below(3);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string text = "text " + std::to_string(++texts_) + " of tab " + std::to_string(tab.number()) +
                                 (world_.dice.happens(100) ? " \"\\\n\xF0\x9F\x99\x82" : "");
        tab.feed(session::Say{text});
    }
}

void Person::report(Tab& tab) {
    const auto reason = static_cast<session::ReportReason>(world_.dice.below(7));
    tab.feed(session::SubmitReport{reason, world_.dice.happens(500) ? "a note" : ""});
}

void Person::settle_failed(Tab& tab) {
    for (const session::LogEntry& entry : tab.view().log) {
        if (entry.state != delivery::SendState::failed) continue;
        if (world_.dice.happens(700)) return tab.feed(session::Retry{entry.entry});
        return tab.feed(session::Discard{entry.entry});
    }
}

}  // namespace stimchat::sim
