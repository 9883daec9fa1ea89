#pragma once

#include "shared/core/time.hpp"

#include <memory>

namespace stimchat::storage {

/// Cuts a socket off when a call on it takes too long, so that a blocking library sees a closed connection in place of
/// waiting for ever: libpq itself has no time limit on an answer. A thread of its own watches the deadline.
class SocketDeadline {
  public:
    explicit SocketDeadline(int socket);
    ~SocketDeadline();
    SocketDeadline(const SocketDeadline&) = delete;
    SocketDeadline& operator=(const SocketDeadline&) = delete;

    /// The call starts now and may take this long.
    void arm(Duration patience);
    void disarm();

  private:
    struct Watch;
    std::unique_ptr<Watch> watch_;
};

}  // namespace stimchat::storage
