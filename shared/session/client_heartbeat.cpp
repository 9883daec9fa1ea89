#include "shared/session/client_heartbeat.hpp"

#include <algorithm>

namespace stimchat::session {

void Heartbeat::start(Duration interval, Instant now) {
    // The server says the interval; a wrong value must neither flood it nor switch the heartbeat off.
    interval_ = std::clamp(interval, seconds(1), minutes(10));
    sent_at_ = now;
    heard(now);
}

void Heartbeat::heard(Instant now) {
    heard_at_ = now;
    ping_sent_at_.reset();
}

bool Heartbeat::probe(Instant now) {
    if (!interval_ || ping_sent_at_) return false;
    ping_sent_at_ = now;
    return true;
}

Heartbeat::Verdict Heartbeat::on_time(Instant now) {
    const auto deadline = next_deadline();
    if (!deadline || now < *deadline) return Verdict::alive;
    return probe(now) ? Verdict::ping_due : Verdict::dead;
}

std::optional<Instant> Heartbeat::next_deadline() const {
    if (!interval_) return std::nullopt;
    if (ping_sent_at_) return *ping_sent_at_ + answer_timeout_;
    return std::min(heard_at_, sent_at_) + *interval_;
}

}  // namespace stimchat::session
