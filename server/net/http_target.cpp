#include "server/net/http_target.hpp"

#include <algorithm>
#include <utility>

namespace stimchat::net {
namespace {

std::optional<int> hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return std::nullopt;
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

/// Takes the text before `separator` off the front.
std::string_view take_until(std::string_view& rest, char separator) {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return taken;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%') {
            if (text.size() - at < 3) return std::nullopt;
            const auto high = hex_digit(text[at + 1]);
            const auto low = hex_digit(text[at + 2]);
            if (!high || !low) return std::nullopt;
            decoded.push_back(static_cast<char>(*high * 16 + *low));
            at += 2;
        } else {
            decoded.push_back(plus_is_space && text[at] == '+' ? ' ' : text[at]);
        }
    }
    return decoded;
}

std::optional<HttpTarget> parse_target(std::string_view target) {
    if (target.empty() || target.front() != '/') return std::nullopt;
    std::string_view rest = target;
    auto path = percent_decode(take_until(rest, '?'), /*plus_is_space=*/false);
    if (!path || std::any_of(path->begin(), path->end(), is_control)) return std::nullopt;

    HttpTarget result{std::move(*path), {}};
    while (!rest.empty()) {
        std::string_view value = take_until(rest, '&');
        auto name = percent_decode(take_until(value, '='), /*plus_is_space=*/true);
        auto decoded = percent_decode(value, /*plus_is_space=*/true);
        if (!name || !decoded) return std::nullopt;
        result.query[*name] = std::move(*decoded);
    }
    return result;
}

}  // namespace stimchat::net
