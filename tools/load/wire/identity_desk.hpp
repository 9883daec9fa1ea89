#pragma once

#include "tools/load/sockets/socket_stream.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stimchat::load {

/// Fetches tokens by POST /api/v1/identity, over a few kept connections with one request at a time on each.
class IdentityDesk {
  public:
    /// No value: the request failed. Valid for the time of the call.
    using Receiver = std::function<void(std::optional<std::string_view> token)>;

    IdentityDesk(Reactor& reactor, Endpoint server);
    ~IdentityDesk();

    void request(Receiver receiver);

  private:
    class Line;

    std::deque<Receiver> waiting_;
    std::vector<std::unique_ptr<Line>> lines_;
};

}  // namespace stimchat::load
