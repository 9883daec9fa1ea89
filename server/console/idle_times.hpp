#pragma once

#include "server/storage/store.hpp"
#include "shared/core/time.hpp"

#include <cstddef>
#include <map>

namespace stimchat::console {

using SessionKey = decltype(storage::ConsoleSession::key);

/// When each console session was last used. In memory only: a restart counts as a use. Pure.
class IdleTimes {
  public:
    static constexpr Duration idle_max = hours(1);
    static constexpr std::size_t sessions_max = 1024;

    /// Records a use; false if the last one is longer ago than idle_max, and then the session is forgotten here.
    bool touch(SessionKey session, Instant now);
    void forget(SessionKey session) { last_use_.erase(session); }

  private:
    std::map<SessionKey, Instant> last_use_;
};

}  // namespace stimchat::console
