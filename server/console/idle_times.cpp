#include "server/console/idle_times.hpp"

#include <algorithm>

namespace stimchat::console {

bool IdleTimes::touch(SessionKey session, Instant now) {
    const auto known = last_use_.find(session);
    if (known != last_use_.end() && now - known->second >= idle_max) {
        last_use_.erase(known);
        return false;
    }
    if (known == last_use_.end() && last_use_.size() >= sessions_max) {
        const auto oldest = std::min_element(last_use_.begin(), last_use_.end(),
                                             [](const auto& a, const auto& b) { return a.second < b.second; });
        last_use_.erase(oldest);
    }
    last_use_[session] = now;
    return true;
}

}  // namespace stimchat::console
