#include "server/engine/matchmaking/recent_partners.hpp"

#include "server/engine/engine_bounds.hpp"

namespace stimchat::engine {

void RecentPartners::add(Pair pair, Instant now) {
    const Instant until = now + cooldown_;
    until_.insert_or_assign(pair, until);
    order_.push_back({pair, until});
    if (order_.size() > bounds::recent_pairs_max) pop_oldest();
}

bool RecentPartners::contains(Pair pair, Instant now) const {
    const auto found = until_.find(pair);
    return found != until_.end() && now < found->second;
}

std::optional<Pair> RecentPartners::take_lapsed(Instant now) {
    while (!order_.empty() && order_.front().until <= now) {
        if (const auto pair = pop_oldest()) return pair;
    }
    return std::nullopt;
}

std::optional<Instant> RecentPartners::next_deadline() const {
    if (order_.empty()) return std::nullopt;
    return order_.front().until;
}

// Nothing if this pair has met once more since then: it stands a second time, further back.
std::optional<Pair> RecentPartners::pop_oldest() {
    const Entry entry = order_.front();
    order_.pop_front();
    const auto found = until_.find(entry.pair);
    if (found == until_.end() || found->second != entry.until) return std::nullopt;
    until_.erase(found);
    return entry.pair;
}

bool RecentPartners::is_consistent() const {
    if (until_.size() > order_.size() || order_.size() > bounds::recent_pairs_max) return false;
    Instant before{};
    for (const Entry& entry : order_) {
        if (entry.until < before) return false;
        before = entry.until;
    }
    return true;
}

}  // namespace stimchat::engine
