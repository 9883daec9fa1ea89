#pragma once

#include "server/net/http_message.hpp"
#include "server/net/origin.hpp"
#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/protocol/close_codes.hpp"

#include <cstdint>
#include <variant>

/// For tests of clients: faults on demand. Served only with --test-faults; docs/test-faults.md says how to use it.
namespace stimchat::api {

namespace test_faults {
/// The TCP connection is closed without a close frame.
struct Cut {};
/// Half-open: nothing is read or written so long, and nobody is told.
struct Stall {
    Duration duration;
};
/// The next ACKs to this session are lost, on whichever connection.
struct DropAcks {
    std::uint32_t count = 0;
};
/// The same with pushes: everything that is neither ACK nor NACK.
struct DropPushes {
    std::uint32_t count = 0;
};
/// What the session missed can no longer be sent again.
struct ExpirePosition {};
struct Close {
    protocol::CloseCode code{};
};
}  // namespace test_faults

using TestFault = std::variant<test_faults::Cut, test_faults::Stall, test_faults::DropAcks, test_faults::DropPushes,
                               test_faults::ExpirePosition, test_faults::Close>;

inline constexpr Duration test_stall_max = minutes(10);
inline constexpr std::uint32_t test_drops_max = 1000;

class TestFaultDesk {
  public:
    virtual ~TestFaultDesk() = default;
    /// False if the fault needs a connection and the session has none now.
    virtual bool inflict(SessionId session, const TestFault& fault) = 0;
};

/// POST /test/faults. Both outlive it.
net::HttpRoute test_fault_route(TestFaultDesk& desk, const net::OriginPolicy& origins);

}  // namespace stimchat::api
