#pragma once

#include "shared/protocol/message.hpp"

#include <cstdint>

namespace stimchat::delivery {

enum class Arrival : std::uint8_t {
    fresh,      ///< the next one: show it
    duplicate,  ///< seen before: drop it
    gap,        ///< something before it is missing: the stream must be resumed
};

/// The receiver's half of exactly-once-to-the-eye, for one conversation: the last position seen. Every push and every
/// ACK with a position passes through it.
class Inbox {
  public:
    /// Starts a stream at its first position (that of NEW_MATCH).
    explicit Inbox(protocol::StreamPosition first) : last_(first) {}

    /// Advances only when the result is `fresh`. Another epoch is a gap.
    Arrival observe(protocol::StreamPosition position);

    protocol::StreamPosition last() const { return last_; }

  private:
    protocol::StreamPosition last_;
};

}  // namespace stimchat::delivery
