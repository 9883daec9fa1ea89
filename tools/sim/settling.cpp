#include "tools/sim/town.hpp"

#include <string>

/// What must hold once the faults have stopped and every time-out has had its time.
namespace stimchat::sim {

namespace {

using session::Link;
using session::Phase;
using session::ReportState;

// The longest chain: a half-open link is found after heartbeat interval and time-out (90 s), closed (3 s), tried again
// after a back-off (30 s) with a token to be renewed (10 s), found to be held by the ghost of the last one on the
// server, which goes after a time-out (60 s). Then a search takes its time-out (60 s), and a report its own back-off
// (60 s), which goes on meanwhile.
constexpr Duration settle_time = minutes(5);

std::string name_of(const Tab& tab) {
    return "tab " + std::to_string(tab.number());
}

}  // namespace

void Town::settle() {
    people_act_ = false;
    world_.calm_down();
    step_until(world_.now() + settle_time);
    check_settled();
}

void Town::check_settled() {
    std::size_t linked = 0;
    std::size_t chatting = 0;
    for (const Tab& tab : tabs_)
        if (tab.is_open()) check_tab(tab, linked, chatting);

    const engine::EngineCounts counts = server_.counts();
    if (counts.sessions != linked) {
        world_.violated(Breach::ends_disagree, std::to_string(counts.sessions) + " sessions on the server, " +
                                                   std::to_string(linked) + " links up in tabs");
    }
    if (counts.connections != counts.sessions || network_.connections() != counts.sessions) {
        world_.violated(Breach::ends_disagree, "connections without a session are left on the server");
    }
    if (counts.conversations_live * 2 != chatting) {
        world_.violated(Breach::ends_disagree, std::to_string(counts.conversations_live) + " chats on the server, " +
                                                   std::to_string(chatting) + " people in one");
    }
}

void Town::check_tab(const Tab& tab, std::size_t& linked, std::size_t& chatting) {
    const session::ClientView& view = tab.view();
    linked += view.link == Link::up ? 1 : 0;
    chatting += view.phase == Phase::chatting ? 1 : 0;
    for (const session::LogEntry& entry : view.log) {
        if (entry.state == delivery::SendState::sending) world_.violated(Breach::still_sending, name_of(tab));
    }
    // Whoever searched has been matched or told "no partner" by now.
    if (view.phase == Phase::searching) world_.violated(Breach::still_searching, name_of(tab));
    if (view.report == ReportState::sending || view.report == ReportState::waiting) {
        world_.violated(Breach::report_not_settled, name_of(tab));
    }
    check_link(tab);
    check_talk(tab);
}

void Town::check_link(const Tab& tab) {
    const session::ClientView& view = tab.view();
    const bool is_final = view.phase == Phase::consent || view.phase == Phase::elsewhere ||
                          view.phase == Phase::banned || view.phase == Phase::failed;
    if (view.link == (is_final ? Link::down : Link::up)) return;
    world_.violated(Breach::link_not_settled,
                    name_of(tab) + ", link state " + std::to_string(static_cast<int>(view.link)));
}

void Town::check_talk(const Tab& tab) {
    if (tab.view().phase == Phase::chatting) witness_.check_all_shown(tab.participant(), *tab.view().conversation);
}

}  // namespace stimchat::sim
