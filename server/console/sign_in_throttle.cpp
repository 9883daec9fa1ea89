#include "server/console/sign_in_throttle.hpp"

#include <algorithm>

namespace stimchat::console {
namespace {

Duration wait_after(std::uint32_t failures) {
    if (failures < SignInThrottle::free_failures) return {};
    const std::uint32_t doublings = std::min(failures - SignInThrottle::free_failures, 20U);
    return std::min(SignInThrottle::wait_base * (std::int64_t{1} << doublings), SignInThrottle::wait_max);
}

}  // namespace

std::optional<Duration> SignInThrottle::attempt(std::string_view name, Instant now) {
    const auto known = records_.find(name);
    if (known != records_.end() && now - known->second.last >= forgotten_after) records_.erase(known);

    if (const auto record = records_.find(name); record != records_.end() && now < record->second.open_at)
        return record->second.open_at - now;
    if (const Duration wait = all_.take(all_names, now); wait > Duration{}) return wait;

    if (!records_.contains(name)) make_room(now);
    Record& record = records_.try_emplace(std::string(name)).first->second;
    ++record.failures;
    record.last = now;
    record.open_at = now + wait_after(record.failures);
    return std::nullopt;
}

void SignInThrottle::succeeded(std::string_view name) {
    if (const auto record = records_.find(name); record != records_.end()) records_.erase(record);
}

void SignInThrottle::withdrawn(std::string_view name) {
    const auto record = records_.find(name);
    if (record == records_.end()) return;
    if (--record->second.failures == 0) {
        records_.erase(record);
    } else {
        record->second.open_at = record->second.last + wait_after(record->second.failures);
    }
}

// The name with the fewest failures goes: made-up names cannot push out one that is under attack.
void SignInThrottle::make_room(Instant now) {
    std::erase_if(records_, [&](const auto& entry) { return now - entry.second.last >= forgotten_after; });
    if (records_.size() < names_max) return;
    const auto least = std::min_element(records_.begin(), records_.end(), [](const auto& a, const auto& b) {
        return a.second.failures != b.second.failures ? a.second.failures < b.second.failures
                                                      : a.second.last < b.second.last;
    });
    records_.erase(least);
}

}  // namespace stimchat::console
