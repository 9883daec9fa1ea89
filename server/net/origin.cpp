#include "server/net/origin.hpp"

#include <algorithm>
#include <utility>

namespace stimchat::net {
namespace {

bool is_same_host(std::string_view origin, std::string_view host) {
    for (std::string_view scheme : {"https://", "http://"}) {
        if (origin.starts_with(scheme) && origin.substr(scheme.size()) == host) return !host.empty();
    }
    return false;
}

}  // namespace

OriginPolicy::OriginPolicy(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {}

bool OriginPolicy::allows(std::string_view origin, std::string_view host) const {
    if (origin.empty()) return true;
    if (origin.size() > origin_bytes_max) return false;
    if (allowed_.empty()) return is_same_host(origin, host);
    return std::find(allowed_.begin(), allowed_.end(), origin) != allowed_.end();
}

}  // namespace stimchat::net
