#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stimchat::net {

inline constexpr std::size_t origin_bytes_max = 256;

/// The web origins whose pages may use this server: WebSocket and HTTP API follow the same rule. Pure.
class OriginPolicy {
  public:
    /// Each as a browser writes it: scheme, host and, if it is not the scheme's default, port; e.g.
    /// "https://chat.example.org". Compared byte for byte (RFC 6454), so no trailing slash and no capitals.
    /// Empty: only pages that came from this server itself, by whatever name the browser reached it.
    explicit OriginPolicy(std::vector<std::string> allowed);

    /// `origin` is the Origin header, or empty where there is none: only browsers send it, and they always do from
    /// another site's page, so what comes without one is not a page to defend against. `host` is the Host header, which
    /// a page cannot forge.
    bool allows(std::string_view origin, std::string_view host) const;

  private:
    std::vector<std::string> allowed_;
};

}  // namespace stimchat::net
