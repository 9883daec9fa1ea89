#pragma once

#include "shared/core/time.hpp"

namespace stimchat::app {

/// What a stop takes of the time that the supervisor gives between SIGTERM and SIGKILL (--stop-grace), counted from the
/// signal. All of it fits into half, so that a busy machine is no reason for a kill.
struct StopPlan {
    Duration chats_for;      ///< chats go on so long
    Duration closed_within;  ///< everybody has been told to come back, and closed
    Duration ends_within;    ///< whatever is not done by then is given up
};

constexpr StopPlan plan_stop(Duration grace) {
    return {{grace.ms * 3 / 10}, {grace.ms * 4 / 10}, {grace.ms * 9 / 20}};
}

}  // namespace stimchat::app
