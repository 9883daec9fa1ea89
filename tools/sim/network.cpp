#include "tools/sim/network.hpp"

#include "shared/protocol/close_codes.hpp"
#include "tools/sim/witness.hpp"

#include <algorithm>
#include <utility>

namespace stimchat::sim {

namespace {

constexpr auto abnormal = static_cast<std::uint16_t>(protocol::CloseCode::abnormal);
constexpr auto going_away = static_cast<std::uint16_t>(protocol::CloseCode::going_away);
// How long an end waits for the other's answer to its close.
constexpr Duration close_timeout = seconds(3);

}  // namespace

// --- the tab's side --------------------------------------------------------------------------------------------------

LinkNumber Network::open(TabEnd& tab) {
    const LinkNumber number = links_.size();
    Link& link = links_.emplace_back();
    link.tab = &tab;
    link.page = tab.page();
    link.place = tab.place();
    world_.trace("link", number, "asked for by tab " + std::to_string(link.page));
    const bool refused = is_cut_off(link.place) || world_.fault_happens(world_.weather.refuse);
    if (refused) {
        link.to_server.is_cut = true;
        world_.schedule.after(world_.dice.between({0}, seconds(2)), [this, number] { tell_tab(number, abnormal); });
        return number;
    }
    post_to_server(number, {Parcel::Kind::opened, 0, {}});
    plan_faults(number);
    if (world_.fault_happens(world_.weather.open_double)) open_ghost();
    return number;
}

void Network::send(LinkNumber number, std::string frame) {
    Link& link = links_[number];
    if (link.tab == nullptr) return;  // it was kept from the tab that the link has ended
    link.participant = link.tab->participant();
    post_to_server(number, {Parcel::Kind::frame, 0, std::move(frame)});
}

void Network::close(LinkNumber number, std::uint16_t code) {
    world_.trace("link", number, "closed by its tab", std::to_string(code));
    delay_last_bytes(links_[number]);
    post_to_server(number, {Parcel::Kind::close, code, {}});
    world_.schedule.after(close_timeout, [this, number] { tell_tab(number, abnormal); });
}

void Network::abandon(LinkNumber number) {
    Link& link = links_[number];
    if (link.tab == nullptr) return;
    link.tab = nullptr;
    delay_last_bytes(link);
    post_to_server(number, {Parcel::Kind::close, going_away, {}});
}

// --- the server's side -----------------------------------------------------------------------------------------------

void Network::deliver(ConnectionId connection, std::string_view frame) {
    const LinkNumber number = link_of_[connection.value];
    const Link& link = links_[number];
    witness_.handed(link.participant, link.page, frame);
    if (!sabotage(number, frame)) post_to_tab(number, {Parcel::Kind::frame, 0, std::string(frame)});
}

void Network::ping(ConnectionId connection) {
    post_to_tab(link_of_[connection.value], {Parcel::Kind::ping, 0, {}});
}

void Network::close(ConnectionId connection, std::uint16_t code) {
    const LinkNumber number = link_of_[connection.value];
    world_.trace("link", number, "closed by the server", std::to_string(code));
    links_[number].server_closing = true;
    post_to_tab(number, {Parcel::Kind::close, code, {}});
    world_.schedule.after(close_timeout, [this, number] { tell_server(number, 0); });
}

void Network::stop_server(bool abruptly) {
    server_is_up_ = false;
    for (LinkNumber number = first_live_; number < links_.size(); ++number) {
        Link& link = links_[number];
        if (!link.connection || link.server_told) continue;
        link.server_gone = true;
        link.server_told = true;
        link.connection.reset();
        const bool silently = abruptly && world_.dice.happens(world_.weather.half_open);
        if (silently) link.to_server.is_cut = true;
        if (silently || link.tab == nullptr) continue;
        const std::uint16_t code = abruptly ? abnormal : going_away;
        post_to_tab(number, {Parcel::Kind::close, code, {}});
    }
    connections_ = 0;
    link_of_.clear();
    free_ids_.clear();
}

// --- on the way ------------------------------------------------------------------------------------------------------

Instant Network::arrival(Direction& direction) {
    const Instant soonest = world_.now() + world_.dice.between({0}, world_.weather.delay_max);
    return direction.last_arrival = std::max(direction.last_arrival, soonest);
}

void Network::post_to_server(LinkNumber number, Parcel parcel) {
    Direction& direction = links_[number].to_server;
    if (direction.is_cut) return;
    direction.under_way.push_back(std::move(parcel));
    world_.schedule.at(arrival(direction), [this, number] { arrive_at_server(number); });
}

void Network::post_to_tab(LinkNumber number, Parcel parcel) {
    Direction& direction = links_[number].to_tab;
    if (direction.is_cut) return;
    direction.under_way.push_back(std::move(parcel));
    world_.schedule.at(arrival(direction), [this, number] { arrive_at_tab(number); });
}

std::optional<Network::Parcel> Network::take(Direction& direction) {
    if (direction.under_way.empty()) return std::nullopt;
    Parcel parcel = std::move(direction.under_way.front());
    direction.under_way.pop_front();
    return parcel;
}

void Network::arrive_at_server(LinkNumber number) {
    Link& link = links_[number];
    if (world_.now() < link.to_server.held_until) {
        return world_.schedule.at(link.to_server.held_until, [this, number] { arrive_at_server(number); });
    }
    const auto parcel = take(link.to_server);
    if (!parcel) return;
    if (!server_is_up_ || link.server_gone) return refuse_at_server(number);
    if (link.server_told) return;
    if (parcel->kind == Parcel::Kind::opened) {
        // The handshake's answer goes ahead of whatever the server says.
        post_to_tab(number, {Parcel::Kind::opened, 0, {}});
        return server_->on_opened(admit(number));
    }
    if (!link.connection) return;
    switch (parcel->kind) {
        case Parcel::Kind::frame:
            world_.trace("link", number, "to the server", parcel->bytes);
            witness_.arrived(link.participant, parcel->bytes);
            return server_->on_frame(*link.connection, parcel->bytes);
        case Parcel::Kind::ping:  // the browser's own answer to one
            return server_->on_pong(*link.connection);
        case Parcel::Kind::close:
            post_to_tab(number, {Parcel::Kind::close, parcel->code, {}});
            return tell_server(number, parcel->code);
        case Parcel::Kind::opened:
            return;
    }
}

/// Nobody is there (any more): the machine says so, or a firewall swallows it.
void Network::refuse_at_server(LinkNumber number) {
    links_[number].to_server.is_cut = true;
    if (world_.dice.happens(world_.weather.half_open)) return;
    post_to_tab(number, {Parcel::Kind::close, abnormal, {}});
}

void Network::arrive_at_tab(LinkNumber number) {
    Link& link = links_[number];
    if (world_.now() < link.to_tab.held_until) {
        return world_.schedule.at(link.to_tab.held_until, [this, number] { arrive_at_tab(number); });
    }
    const auto parcel = take(link.to_tab);
    if (!parcel || link.tab == nullptr) return;
    switch (parcel->kind) {
        case Parcel::Kind::opened:
            return link.tab->on_link_opened();
        case Parcel::Kind::frame:
            world_.trace("link", number, "to the tab", parcel->bytes);
            return link.tab->on_frame(parcel->bytes);
        case Parcel::Kind::ping:
            return post_to_server(number, {Parcel::Kind::ping, 0, {}});
        case Parcel::Kind::close:
            post_to_server(number, {Parcel::Kind::close, parcel->code, {}});
            return tell_tab(number, parcel->code);
    }
}

// --- ends ------------------------------------------------------------------------------------------------------------

bool Network::is_over(const Link& link) const {
    const bool never_came = !link.connection && link.to_server.under_way.empty();
    return link.tab == nullptr && (link.server_told || never_came);
}

void Network::tell_tab(LinkNumber number, std::uint16_t code) {
    TabEnd* const tab = std::exchange(links_[number].tab, nullptr);
    if (tab == nullptr) return;
    world_.trace("link", number, "has ended for its tab", std::to_string(code));
    if (!world_.sabotages(Sabotage::swallow_client_close, 200)) tab->on_link_closed(code);
}

void Network::tell_server(LinkNumber number, std::uint16_t client_code) {
    Link& link = links_[number];
    if (link.server_told) return;
    // The end of one that the engine closed itself is never kept from it: it would wait for that without end.
    if (!link.server_closing && world_.sabotages(Sabotage::swallow_server_close, 500)) return;
    link.server_told = true;
    if (!link.connection) return;
    world_.trace("link", number, "has ended for the server", std::to_string(client_code));
    const ConnectionId connection = *link.connection;
    server_->on_closed(connection, client_code);
    --connections_;
    free_ids_.push_back(connection.value);
}

ConnectionId Network::admit(LinkNumber number) {
    if (free_ids_.empty()) {
        free_ids_.push_back(static_cast<std::uint32_t>(link_of_.size()));
        link_of_.emplace_back();
    }
    const ConnectionId connection{free_ids_.back()};
    free_ids_.pop_back();
    link_of_[connection.value] = number;
    links_[number].connection = connection;
    ++connections_;
    return connection;
}

}  // namespace stimchat::sim
