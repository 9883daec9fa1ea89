#pragma once

#include "server/net/http_message.hpp"
#include "shared/core/result.hpp"

#include <cstdint>

namespace stimchat::console {

inline constexpr std::uint32_t list_limit_default = 50;
inline constexpr std::uint32_t list_limit_max = 500;

/// ?limit=, 1 to list_limit_max.
Result<std::uint32_t, net::HttpResponse> list_limit(const net::HttpRequest& request);

}  // namespace stimchat::console
