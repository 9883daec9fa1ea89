#include "server/api/request_headers.hpp"

#include "shared/protocol/limits.hpp"

namespace stimchat::api {
namespace {

bool same_ignoring_case(std::string_view text, std::string_view lower) {
    if (text.size() != lower.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
        if (c != lower[i]) return false;
    }
    return true;
}

}  // namespace

std::optional<std::string_view> bearer_token(const net::HttpRequest& request) {
    const auto header = request.headers.find("authorization");
    if (header == request.headers.end()) return std::nullopt;
    const std::string_view value = header->second;
    const std::size_t space = value.find(' ');
    if (space == std::string_view::npos || !same_ignoring_case(value.substr(0, space), "bearer")) return "";
    const std::size_t begin = value.find_first_not_of(' ', space);
    if (begin == std::string_view::npos) return "";
    const std::string_view token = value.substr(begin);
    return token.size() <= limits::token_bytes_max ? token : "";
}

std::string_view header_of(const net::HttpRequest& request, std::string_view name) {
    const auto header = request.headers.find(name);
    return header == request.headers.end() ? std::string_view() : std::string_view(header->second);
}

bool is_allowed_origin(const net::OriginPolicy& origins, const net::HttpRequest& request) {
    return origins.allows(header_of(request, "origin"), header_of(request, "host"));
}

}  // namespace stimchat::api
