#pragma once

#include "tools/load/proxy/proxy.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace stimchat::load {

/// Carries out one line of the control port, and answers with one (without the line's end): "ok N", where N
/// connections are concerned, or "error WHY".
///
///     FAULT [newest]     to all connections, or to the one opened last; see FaultKind
///     delay MS           for each byte, each way, from now on; 0: none
///     bandwidth BYTES    a second, each way, from now on; 0: no limit
///     heal               no delay, limit or refusing; half-open connections are reset
///     status             "ok OPEN ACCEPTED"
std::string carry_out(Proxy& proxy, std::string_view line);

/// The control port of a stand-alone proxy: lines in, lines out, over TCP on 127.0.0.1.
class ControlDesk final : private Watcher {
  public:
    static constexpr std::size_t callers_max = 16;

    /// Throws std::system_error where it cannot listen. Port 0: any free one.
    ControlDesk(Reactor& reactor, Proxy& proxy, std::uint16_t port);
    ~ControlDesk() override;

    std::uint16_t port() const { return port_; }

  private:
    class Caller;

    void on_ready(std::uint32_t events) override;

    Reactor& reactor_;
    Proxy& proxy_;
    Descriptor listener_;
    std::uint16_t port_ = 0;
    std::vector<std::unique_ptr<Caller>> callers_;
};

}  // namespace stimchat::load
