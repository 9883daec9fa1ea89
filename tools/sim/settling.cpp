#include "tools/sim/town.hpp"

#include <string>

/// What must hold once the faults have stopped and every time-out has had its time.
namespace stimchat::sim {

namespace {

using session::Link;
using session::Phase;
using session::ReportState;

// The longest chain: a page sleeps (2 min) or is cut off (90 s), finds its link half-open after heartbeat interval and
// time-out (90 s), closes it (3 s), tries again after a back-off (30 s) with a token to be renewed (10 s). Its partner
// waits for it (2 min) or not; then a search takes its time-out (60 s), and a report its own back-off (60 s).
constexpr Duration settle_time = minutes(8);

}  // namespace

void Town::settle() {
    people_act_ = false;
    world_.calm_down();
    step_until(world_.now() + settle_time);
    if (world_.is_done()) return;
    check_settled();
    server_.check_store();
}

void Town::check_settled() {
    Standings standings;
    for (const Tab& tab : tabs_)
        if (tab.is_open()) take_standing(tab, standings);
    check_server(standings);
    for (const Tab& tab : tabs_) {
        if (!tab.is_open()) continue;
        check_tab(tab);
        check_link(tab);
        check_chat(tab, standings);
    }
}

void Town::take_standing(const Tab& tab, Standings& standings) {
    const session::ClientView& view = tab.view();
    if (view.link != Link::up) return;
    Standing& standing = standings[tab.participant()];
    ++standing.linked;
    standing.is_in_front = standing.is_in_front || tab.is_in_front();
    if (view.phase == Phase::chatting) standing.conversation = view.conversation;
}

void Town::check_server(const Standings& standings) {
    std::size_t linked = 0;
    std::size_t chatting = 0;
    for (const auto& [participant, standing] : standings) {
        linked += standing.linked;
        chatting += standing.conversation ? 1 : 0;
    }
    const auto disagree = [&](std::string_view what, std::size_t on_server, std::size_t in_pages) {
        if (on_server == in_pages) return;
        world_.violated(Breach::ends_disagree, std::string(what) + ": " + std::to_string(on_server) +
                                                   " on the server, " + std::to_string(in_pages) + " in pages");
    };
    const engine::EngineCounts counts = server_.counts();
    disagree("sessions", counts.sessions, linked);
    disagree("sessions without a connection", counts.detached, 0);
    disagree("connections", counts.connections, linked);
    disagree("connections of the transport", network_.connections(), linked);
    disagree("people in a chat", counts.conversations_live * 2, chatting);
}

void Town::check_tab(const Tab& tab) {
    const session::ClientView& view = tab.view();
    for (const session::LogEntry& entry : view.log) {
        if (entry.state == delivery::SendState::sending) world_.violated(Breach::still_sending, tab.name());
    }
    if (tab.unsettled() > 0) world_.violated(Breach::still_unsettled, tab.name());
    if (view.partner_typing) world_.violated(Breach::typing_without_end, tab.name());
    // Whoever searched has been matched or told "no partner" by now.
    if (view.phase == Phase::searching) world_.violated(Breach::still_searching, tab.name());
    if (view.report == ReportState::sending || view.report == ReportState::waiting) {
        world_.violated(Breach::report_not_settled, tab.name());
    }
}

void Town::check_link(const Tab& tab) {
    const session::ClientView& view = tab.view();
    const bool is_final = view.phase == Phase::consent || view.phase == Phase::elsewhere ||
                          view.phase == Phase::banned || view.phase == Phase::failed;
    if (view.link == (is_final ? Link::down : Link::up)) return;
    world_.violated(Breach::link_not_settled,
                    tab.name() + ", link state " + std::to_string(static_cast<int>(view.link)));
}

void Town::check_chat(const Tab& tab, const Standings& standings) {
    const session::ClientView& view = tab.view();
    const auto own = standings.find(tab.participant());
    if (view.link == Link::up && own->second.conversation && view.conversation != own->second.conversation) {
        return world_.violated(Breach::ends_disagree, tab.name() + " is not in the chat of its participant");
    }
    if (view.phase != Phase::chatting || witness_.is_monologue(*view.conversation)) return;
    witness_.check_all_shown(tab.participant(), tab.page(), *view.conversation, view.history_lost);
    for (const auto& [participant, standing] : standings) {
        if (participant == tab.participant() || standing.conversation != view.conversation) continue;
        const auto expected = standing.is_in_front ? protocol::Presence::here : protocol::Presence::away;
        if (view.partner != expected) world_.violated(Breach::presence_wrong, tab.name());
        return;
    }
    world_.violated(Breach::ends_disagree, tab.name() + " is in a chat without a partner");
}

}  // namespace stimchat::sim
