#pragma once

#include "shared/core/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace stimchat::console {

/// "__Host-": the browser takes it only as Secure, for this host alone and for all paths, so that no other site or
/// subdomain can plant one (RFC 6265bis, section 4.1.3.2).
inline constexpr std::string_view session_cookie = "__Host-stimchat_console";

/// The value of one cookie in a Cookie header; nothing if it is not there, or there twice.
std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name);

/// Set-Cookie for a session. HttpOnly and SameSite=Strict.
std::string set_session_cookie(std::string_view value, Duration life);
/// Set-Cookie that makes the browser forget it.
std::string clear_session_cookie();

}  // namespace stimchat::console
