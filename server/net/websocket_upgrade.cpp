#include "server/net/websocket_upgrade.hpp"

#include "server/net/cross_origin.hpp"
#include "shared/protocol/version.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace stimchat::net {
namespace {

std::string_view header(const HttpRequest& request, std::string_view name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string_view() : std::string_view(found->second);
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// Whether `item` is in a comma-separated list.
bool lists(std::string_view list, std::string_view item) {
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(','), list.size());
        std::string_view entry = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        while (!entry.empty() && (entry.front() == ' ' || entry.front() == '\t'))
            entry.remove_prefix(1);
        while (!entry.empty() && (entry.back() == ' ' || entry.back() == '\t'))
            entry.remove_suffix(1);
        if (entry == item) return true;
    }
    return false;
}

HttpResponse upgrade_required(std::string_view detail) {
    HttpResponse response = problem(426, "/problems/upgrade-required", "This address speaks WebSocket", detail);
    response.headers.emplace_back("Upgrade", "websocket");
    response.headers.emplace_back("Sec-WebSocket-Version", "13");
    return response;
}

/// 16 bytes in base64 (RFC 6455, 4.1).
bool is_websocket_key(std::string_view key) {
    constexpr std::size_t digits = 22;
    const auto is_digit = [](unsigned char c) { return std::isalnum(c) != 0 || c == '+' || c == '/'; };
    return key.size() == digits + 2 && key.ends_with("==") && std::all_of(key.begin(), key.begin() + digits, is_digit);
}

}  // namespace

std::optional<HttpResponse> refuse_upgrade(const HttpRequest& request, const OriginPolicy& origins) {
    if (request.method != Method::get || !equal_ignoring_case(header(request, "upgrade"), "websocket")) {
        return upgrade_required("Open it as a WebSocket (RFC 6455).");
    }
    if (header(request, "sec-websocket-version") != "13") return upgrade_required("Only version 13 is spoken here.");
    if (!is_websocket_key(header(request, "sec-websocket-key"))) {
        return problem(400, "/problems/bad-request", "The request cannot be read",
                       "Sec-WebSocket-Key has to be 16 bytes in base64.");
    }
    if (!lists(header(request, "sec-websocket-protocol"), protocol::websocket_subprotocol)) {
        return problem(400, "/problems/bad-request", "The subprotocol is missing",
                       "Offer the WebSocket subprotocol " + std::string(protocol::websocket_subprotocol) + ".");
    }
    if (!origins.allows(header(request, "origin"), header(request, "host"))) return origin_refused();
    return std::nullopt;
}

}  // namespace stimchat::net
