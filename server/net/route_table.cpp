#include "server/net/route_table.hpp"

#include <optional>
#include <utility>

namespace stimchat::net {
namespace {

using Params = std::map<std::string, std::string, std::less<>>;

std::vector<std::string> split_segments(std::string_view path) {
    std::vector<std::string> segments;
    while (!path.empty()) {
        path.remove_prefix(1);  // the '/'
        const std::size_t end = std::min(path.find('/'), path.size());
        segments.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

std::optional<Params> match_segments(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    if (pattern.size() != path.size()) return std::nullopt;
    Params params;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i].starts_with(':')) {
            if (path[i].empty()) return std::nullopt;
            params[pattern[i].substr(1)] = path[i];
        } else if (pattern[i] != path[i]) {
            return std::nullopt;
        }
    }
    return params;
}

std::string_view methods_text(Method method) {
    switch (method) {
        case Method::get:
            return "GET, HEAD";
        case Method::post:
            return "POST";
        case Method::del:
            return "DELETE";
        case Method::options:
            return "OPTIONS";
    }
    return "";
}

void add_to_list(std::string& list, std::string_view item) {
    if (!list.empty()) list += ", ";
    list += item;
}

}  // namespace

RouteTable::RouteTable(std::vector<HttpRoute> routes) {
    entries_.reserve(routes.size());
    for (HttpRoute& route : routes) {
        auto segments = split_segments(route.pattern);
        entries_.push_back({std::move(route), std::move(segments)});
    }
}

bool RouteTable::Match::is_cross_origin() const {
    return route != nullptr ? route->cross_origin : !allowed_cross_origin.empty();
}

RouteTable::Match RouteTable::find(Method method, std::string_view path) const {
    Match match;
    if (path.empty() || path.front() != '/') return match;
    const auto segments = split_segments(path);
    for (const Entry& entry : entries_) {
        auto params = match_segments(entry.segments, segments);
        if (!params) continue;
        if (entry.route.method == method) return {&entry.route, std::move(*params), {}, {}};
        add_to_list(match.allowed, methods_text(entry.route.method));
        if (entry.route.cross_origin) add_to_list(match.allowed_cross_origin, methods_text(entry.route.method));
    }
    return match;
}

}  // namespace stimchat::net
