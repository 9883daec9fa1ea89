#pragma once

#include "tools/bench/floor_records.hpp"
#include "tools/load/sockets/socket_stream.hpp"

#include <memory>
#include <vector>

namespace stimchat::bench {

/// Pairs connections in the order in which they come, gives each text to the partner and an ACK to its author.
class FloorServer final : private load::Watcher {
  public:
    /// Port 0: any free one.
    FloorServer(load::Reactor& reactor, std::uint16_t port);
    ~FloorServer() override;

    std::uint16_t port() const;

  private:
    class Member;

    void on_ready(std::uint32_t events) override;

    load::Reactor& reactor_;
    load::Descriptor listener_;
    std::vector<std::unique_ptr<Member>> members_;
};

}  // namespace stimchat::bench
