#include "server/engine/moderation/ban_list.hpp"

#include "server/engine/engine_bounds.hpp"

#include <cstdint>

namespace stimchat::engine {

namespace {
constexpr Instant end_of_time{INT64_MAX};

Instant end_of(const Ban& ban) {
    return ban.until.value_or(end_of_time);
}
}  // namespace

void BanList::impose(const Ban& ban) {
    const auto known = bans_.find(ban.participant);
    if (known != bans_.end()) {
        if (end_of(known->second) >= end_of(ban)) return;
        erase(ban.participant);
    }
    bans_.emplace(ban.participant, ban);
    ends_.emplace(end_of(ban), ban.participant);
    if (bans_.size() > bounds::bans_max) erase(ends_.begin()->second);
}

bool BanList::lift(ParticipantKey participant) {
    if (bans_.count(participant) == 0) return false;
    erase(participant);
    return true;
}

const Ban* BanList::find(ParticipantKey participant, Instant now) const {
    const auto found = bans_.find(participant);
    if (found == bans_.end() || !is_active(found->second, now)) return nullptr;
    return &found->second;
}

void BanList::on_time(Instant now) {
    while (!ends_.empty() && ends_.begin()->first <= now)
        erase(ends_.begin()->second);
}

std::optional<Instant> BanList::next_deadline() const {
    if (ends_.empty() || ends_.begin()->first == end_of_time) return std::nullopt;
    return ends_.begin()->first;
}

bool BanList::is_consistent() const {
    if (bans_.size() != ends_.size() || bans_.size() > bounds::bans_max) return false;
    for (const auto& [participant, ban] : bans_) {
        if (!(ban.participant == participant)) return false;
        if (ends_.count({end_of(ban), participant}) == 0) return false;
    }
    return true;
}

void BanList::erase(ParticipantKey participant) {
    const auto found = bans_.find(participant);
    ends_.erase({end_of(found->second), participant});
    bans_.erase(found);
}

}  // namespace stimchat::engine
