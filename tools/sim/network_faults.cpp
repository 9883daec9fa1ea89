#include "shared/protocol/close_codes.hpp"
#include "tools/sim/network.hpp"

#include <algorithm>
#include <array>

/// What goes wrong with links.
namespace stimchat::sim {

namespace {

constexpr Duration stall_max = seconds(15);
constexpr Duration notice_max = seconds(2);
// Longer than the server waits for a lost session, and than the client's back-off.
constexpr Duration late_max = seconds(45);
constexpr Duration partition_max = seconds(90);

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
        tell_server(number, 0);
    });
}

void Network::cut(LinkNumber number) {
    Link& link = links_[number];
    if (!world_.faults_on() || is_over(link)) return;
    world_.count_fault();
    world_.trace("link", number, "cut");
    const bool one_way = world_.dice.happens(world_.weather.one_way);
    const bool spares_server = one_way && world_.dice.happens(500);
    if (!spares_server) lose_tail(link.to_server);
    if (!one_way || spares_server) lose_tail(link.to_tab);
    if (one_way) return;  // nobody is told: the other direction goes on

    const auto notice = [&](const Direction& direction) {
        return std::max(
            {direction.last_arrival, direction.held_until, world_.now() + world_.dice.between({0}, notice_max)});
    };
    if (!world_.dice.happens(world_.weather.half_open)) {
        constexpr auto abnormal = static_cast<std::uint16_t>(protocol::CloseCode::abnormal);
        world_.schedule.at(notice(link.to_tab), [this, number] { tell_tab(number, abnormal); });
    }
    if (!world_.dice.happens(world_.weather.half_open)) {
        world_.schedule.at(notice(link.to_server), [this, number] { tell_server(number, 0); });
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
    hold(links_[number], world_.now() + world_.dice.between({0}, stall_max));
}

void Network::hold(Link& link, Instant until) {
    for (Direction* direction : {&link.to_server, &link.to_tab})
        direction->held_until = std::max(direction->held_until, until);
}

/// Of a link that its tab has let go: the server may hear of the next one first, and of this one's last frames after.
void Network::delay_last_bytes(Link& link) {
    if (!world_.fault_happens(world_.weather.bytes_late)) return;
    link.to_server.held_until = std::max(link.to_server.held_until, world_.now() + world_.dice.between({0}, late_max));
}

/// A connection on which nothing ever comes, as browsers and scanners open them.
void Network::open_ghost() {
    const LinkNumber number = links_.size();
    links_.emplace_back();
    post_to_server(number, {Parcel::Kind::opened, 0, {}});
}

bool Network::is_cut_off(Place place) const {
    if (world_.now() >= partition_until_) return false;
    return Xoshiro256(partition_salt_ ^ place).next() % 1000 < partition_share_;
}

void Network::partition() {
    world_.count_fault();
    partition_salt_ = world_.dice.seed();
    partition_share_ = 100 + world_.dice.below(700);
    partition_until_ = world_.now() + world_.dice.between(seconds(1), partition_max);
    world_.trace("network", partition_share_, "permille are cut off until",
                 std::to_string((partition_until_ - world_.now()).ms) + " ms from now");
    const bool links_survive = world_.dice.happens(500);
    for (LinkNumber number = first_live_; number < links_.size(); ++number) {
        Link& link = links_[number];
        if (number == first_live_ && is_over(link)) {
            ++first_live_;
            continue;
        }
        if (is_over(link) || !is_cut_off(link.place)) continue;
        if (links_survive) {
            hold(link, partition_until_);
        } else {
            lose_tail(link.to_server);
            lose_tail(link.to_tab);
        }
    }
}

}  // namespace stimchat::sim
