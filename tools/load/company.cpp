#include "tools/load/company.hpp"

#include <algorithm>
#include <ostream>

namespace stimchat::load {

namespace {

// As many connections may be on their way up as the server's listen queue surely holds.
constexpr std::size_t arriving_max = 128;
constexpr int wait_ms_max = 2;
// People think in tenths of seconds, and deadlines of sessions are seconds away.
constexpr std::int64_t sweep_interval_ns = 10'000'000;
constexpr std::int64_t rest_check_interval_ns = 100'000'000;

}  // namespace

Company::Company(Endpoint server, std::size_t people, const Habits& habits, std::uint64_t seed, bool through_proxy)
    : world_(server, seed), ledger_(people), habits_(habits), people_wanted_(people) {
    world_.keeps_journals = true;
    if (!through_proxy) return;
    proxy_.emplace(world_.reactor, server, 0);
    world_.sessions = {.port = proxy_->port()};
}

bool Company::bring_up(std::int64_t deadline_ns) {
    people_.reserve(people_wanted_);
    return run_until(
        [this] {
            const std::size_t up = linked();
            while (people_.size() < people_wanted_ && people_.size() < up + arriving_max) {
                people_.push_back(std::make_unique<Survivor>(*this, people_.size()));
                people_.back()->arrive();
            }
            return up == people_wanted_;
        },
        deadline_ns);
}

void Company::let_loose(const FaultPlan& plan, std::int64_t duration_ms) {
    driver_.emplace(*proxy_, plan, duration_ms);
}

bool Company::run_until(const std::function<bool()>& reached, std::int64_t deadline_ns) {
    std::int64_t next_check_ns = 0;
    while (steady_ns() < deadline_ns) {
        if (steady_ns() >= next_check_ns) {
            if (reached()) return true;
            next_check_ns = steady_ns() + rest_check_interval_ns;
        }
        turn();
    }
    return false;
}

void Company::run_for(std::int64_t duration_ns) {
    const std::int64_t end_ns = steady_ns() + duration_ns;
    while (steady_ns() < end_ns)
        turn();
}

void Company::turn() {
    world_.reactor.run_once(wait_ms_max);
    if (proxy_) proxy_->on_time();
    if (driver_) driver_->on_time();
    const std::int64_t now_ns = steady_ns();
    if (now_ns < next_sweep_ns_) return;
    next_sweep_ns_ = now_ns + sweep_interval_ns;
    for (const auto& person : people_)
        person->live();
}

void Company::wind_down() {
    is_winding_down_ = true;
}

std::size_t Company::linked() const {
    return static_cast<std::size_t>(
        std::count_if(people_.begin(), people_.end(), [](const auto& person) { return person->is_linked(); }));
}

std::size_t Company::chatting() const {
    return static_cast<std::size_t>(
        std::count_if(people_.begin(), people_.end(), [](const auto& person) { return person->is_chatting(); }));
}

bool Company::is_at_rest() const {
    return std::all_of(people_.begin(), people_.end(), [](const auto& person) { return person->is_at_rest(); }) &&
           ledger_.open_texts() == 0;
}

void Company::explain(std::ostream& out) const {
    constexpr std::size_t people_max = 4;
    for (const std::string& finding : ledger_.findings())
        out << finding << '\n';
    std::set<std::uint32_t> concerned = ledger_.people_concerned();
    for (const auto& person : people_) {
        if (!person->is_at_rest()) concerned.insert(static_cast<std::uint32_t>(person->index()));
    }
    std::size_t explained = 0;
    for (const std::uint32_t person : concerned) {
        if (++explained > people_max) return;
        out << "person " << person << ": " << people_[person]->state_in_words() << '\n';
        people_[person]->journal().print(out);
    }
}

}  // namespace stimchat::load
