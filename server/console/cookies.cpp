#include "server/console/cookies.hpp"

namespace stimchat::console {
namespace {

constexpr std::string_view attributes = "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=";

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

}  // namespace

std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name) {
    std::optional<std::string_view> found;
    while (!header.empty()) {
        const std::size_t end = header.find(';');
        const std::string_view pair = header.substr(0, end);
        header.remove_prefix(end == std::string_view::npos ? header.size() : end + 1);
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || trimmed(pair.substr(0, equals)) != name) continue;
        if (found) return std::nullopt;
        found = trimmed(pair.substr(equals + 1));
    }
    return found;
}

std::string set_session_cookie(std::string_view value, Duration life) {
    std::string cookie(session_cookie);
    cookie.append("=").append(value).append(attributes).append(std::to_string(life.ms / 1000));
    return cookie;
}

std::string clear_session_cookie() {
    return set_session_cookie("", Duration{});
}

}  // namespace stimchat::console
