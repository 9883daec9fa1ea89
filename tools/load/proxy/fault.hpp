#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stimchat::load {

/// What can happen to the connections that go through the proxy.
enum class FaultKind : std::uint8_t {
    reset,                 ///< both ends get an RST
    close,                 ///< both ends get a FIN, and no close frame
    lose_client,           ///< the client gets an RST, the server is not told: what it still sends is swallowed
    lose_server,           ///< the server gets an RST, the client is not told
    swallow,               ///< half-open: both ends stay open, and what they send is swallowed
    stall,                 ///< bytes are held for `amount` ms, both ways
    cut_from_client,       ///< reset when `amount` more bytes of the client have gone through
    cut_from_server,       ///< reset when `amount` more bytes of the server have gone through
    next_cut_from_client,  ///< the same for the connection that is opened next
    next_cut_from_server,
    refuse,  ///< connections that are opened in the next `amount` ms are reset at once
};

struct Fault {
    FaultKind kind{};
    std::uint32_t amount = 0;  ///< ms or bytes, as the kind says

    friend bool operator==(const Fault&, const Fault&) = default;
};

/// As the control port reads it and the plan prints it: "reset", "stall 500", "cut-from-server 120".
std::string to_text(const Fault& fault);
std::optional<Fault> parse_fault(std::string_view text);
std::string_view name_of(FaultKind kind);

}  // namespace stimchat::load
