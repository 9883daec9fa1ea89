#pragma once

#include "shared/core/time.hpp"
#include "shared/protocol/limits.hpp"

#include <cstdint>
#include <optional>

namespace stimchat::session {

/// Finds out whether a link that is up is still alive. After an interval in which one direction was silent a PING is
/// due: that tells the server that we are here, and its answer tells us that it is. Any frame is a sign of life.
/// Somebody who looks at the page waits less long for the answer (limits::probe_timeout, else limits::ack_timeout).
class Heartbeat {
  public:
    enum class Verdict : std::uint8_t { alive, ping_due, dead };

    void start(Duration interval, Instant now);
    void stop() { interval_.reset(); }
    void heard(Instant now);
    void sent(Instant now) { sent_at_ = now; }
    /// Whether nothing was heard for so long.
    bool is_silent(Duration time, Instant now) const { return now - heard_at_ >= time; }
    /// Something was sent that is answered at once, if the link lives.
    void expect_answer(Instant now) {
        if (interval_ && !ping_sent_at_) ping_sent_at_ = now;
    }
    /// Something happened after which the link may be dead: true if a PING has to be sent at once.
    [[nodiscard]] bool probe(Instant now);
    void watched(bool by_person) { answer_timeout_ = by_person ? limits::probe_timeout : limits::ack_timeout; }
    /// `ping_due` is said once for each PING.
    Verdict on_time(Instant now);
    std::optional<Instant> next_deadline() const;

  private:
    std::optional<Duration> interval_;  // absent: the link is not up
    Instant heard_at_;
    Instant sent_at_;
    std::optional<Instant> ping_sent_at_;
    Duration answer_timeout_ = limits::probe_timeout;
};

}  // namespace stimchat::session
