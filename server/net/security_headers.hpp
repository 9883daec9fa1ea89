#pragma once

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace stimchat::net {

using HeaderLine = std::pair<std::string_view, std::string_view>;

/// On every answer.
inline constexpr std::array<HeaderLine, 3> security_headers{{
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
}};

/// On every answer that a browser may take for a document of its own. connect-src 'self' covers the WebSocket to the
/// same origin (CSP level 3, 6.7.2.8).
inline constexpr std::array<HeaderLine, 3> document_headers{{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; "
     "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
}};

/// What is only ever a part of a document is ruled by that document's headers; with some twenty such files in a page,
/// its own would be a tenth of the first load.
inline bool may_be_document(std::string_view content_type) {
    constexpr std::array<std::string_view, 3> parts{"text/javascript", "text/css", "application/wasm"};
    return std::none_of(parts.begin(), parts.end(),
                        [&](std::string_view part) { return content_type.substr(0, part.size()) == part; });
}

}  // namespace stimchat::net
