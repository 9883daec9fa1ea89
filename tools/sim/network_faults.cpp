#include "shared/protocol/close_codes.hpp"
#include "tools/sim/network.hpp"

#include <array>

/// What goes wrong with links.
namespace stimchat::sim {

namespace {

constexpr Duration stall_max = seconds(15);
constexpr Duration notice_max = seconds(2);

constexpr std::array server_closes{protocol::CloseCode::going_away, protocol::CloseCode::internal_error,
                                   protocol::CloseCode::service_restart, protocol::CloseCode::try_again_later,
                                   protocol::CloseCode::slow_consumer};

}  // namespace

void Network::plan_faults(LinkNumber number) {
    if (!world_.faults_on()) return;
    const Weather& weather = world_.weather;
    const auto plan = [&](Duration mean, auto fault) {
        if (mean.ms > 0) world_.schedule.after(world_.dice.around(mean), std::move(fault));
    };
    plan(weather.cut_mean, [this, number] { cut(number); });
    plan(weather.stall_mean, [this, number] { stall(number); });
    plan(weather.server_close_mean, [this, number] {
        const Link& link = links_[number];
        if (!world_.faults_on() || !link.connection || link.server_told) return;
        world_.count_fault();
        // As when the transport itself gives a connection up: the engine is told, not asked.
        post_to_tab(number, {Parcel::Kind::close, static_cast<std::uint16_t>(world_.dice.pick(server_closes)), {}});
        tell_server(number);
    });
}

void Network::cut(LinkNumber number) {
    Link& link = links_[number];
    const bool is_over = link.tab == nullptr && (link.server_told || !link.connection);
    if (!world_.faults_on() || is_over) return;
    world_.count_fault();
    world_.trace("link", number, "cut");
    const bool one_way = world_.dice.happens(world_.weather.one_way);
    const bool spares_server = one_way && world_.dice.happens(500);
    if (!spares_server) lose_tail(link.to_server);
    if (!one_way || spares_server) lose_tail(link.to_tab);
    if (one_way) return;  // nobody is told: the other direction goes on

    const auto notice = [&](const Direction& direction) {
        return std::max(direction.last_arrival, world_.now() + world_.dice.between({0}, notice_max));
    };
    if (!world_.dice.happens(world_.weather.half_open)) {
        constexpr auto abnormal = static_cast<std::uint16_t>(protocol::CloseCode::abnormal);
        world_.schedule.at(notice(link.to_tab), [this, number] { tell_tab(number, abnormal); });
    }
    if (!world_.dice.happens(world_.weather.half_open)) {
        world_.schedule.at(notice(link.to_server), [this, number] { tell_server(number); });
    }
}

/// The cut falls somewhere in what is under way: whole frames before it still arrive.
void Network::lose_tail(Direction& direction) {
    const std::size_t whole = static_cast<std::size_t>(world_.dice.below(direction.under_way.size() + 1));
    direction.under_way.resize(whole);
    direction.is_cut = true;
}

void Network::stall(LinkNumber number) {
    if (!world_.faults_on()) return;
    world_.count_fault();
    Link& link = links_[number];
    for (Direction* direction : {&link.to_server, &link.to_tab})
        direction->last_arrival = std::max(direction->last_arrival, world_.now() + world_.dice.between({0}, stall_max));
}

}  // namespace stimchat::sim
