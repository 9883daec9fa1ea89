#pragma once

#include "server/engine/moderation/ban.hpp"
#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace stimchat::engine {

/// Who may not come in, in memory. Bounded by bounds::bans_max.
class BanList {
  public:
    /// Of two bans of one participant the one that lasts longer counts.
    void impose(const Ban& ban);
    /// False if there was none.
    bool lift(ParticipantKey participant);
    /// Null if this participant is not banned, or not any more. Valid until the list changes.
    const Ban* find(ParticipantKey participant, Instant now) const;

    /// Forgets the bans that are over.
    void on_time(Instant now);
    std::optional<Instant> next_deadline() const;
    std::size_t size() const { return bans_.size(); }
    bool is_consistent() const;

  private:
    void erase(ParticipantKey participant);

    std::unordered_map<ParticipantKey, Ban> bans_;
    std::set<std::pair<Instant, ParticipantKey>> ends_;  // permanent ones stand at the end of time
};

}  // namespace stimchat::engine
