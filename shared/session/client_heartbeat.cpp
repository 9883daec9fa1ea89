#include "shared/session/client_heartbeat.hpp"

#include "shared/protocol/limits.hpp"

#include <algorithm>

namespace stimchat::session {

void Heartbeat::start(Duration interval, Instant now) {
    // The server says the interval; a wrong value must neither flood it nor switch the heartbeat off.
    interval_ = std::clamp(interval, seconds(1), minutes(10));
    heard_at_ = now;
    sent_at_ = now;
    ping_sent_at_.reset();
}

void Heartbeat::heard(Instant now) {
    heard_at_ = now;
    ping_sent_at_.reset();
}

Heartbeat::Verdict Heartbeat::on_time(Instant now) {
    const auto deadline = next_deadline();
    if (!deadline || now < *deadline) return Verdict::alive;
    if (ping_sent_at_) return Verdict::dead;
    ping_sent_at_ = now;
    return Verdict::ping_due;
}

std::optional<Instant> Heartbeat::next_deadline() const {
    if (!interval_) return std::nullopt;
    if (ping_sent_at_) return *ping_sent_at_ + limits::ack_timeout;
    return std::min(heard_at_, sent_at_) + *interval_;
}

}  // namespace stimchat::session
