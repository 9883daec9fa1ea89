#include "server/net/origin.hpp"

#include <algorithm>
#include <utility>

namespace stimchat::net {

OriginPolicy::OriginPolicy(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {}

bool OriginPolicy::allows(std::string_view origin) const {
    if (origin.empty()) return true;
    if (origin.size() > origin_bytes_max) return false;
    return std::find(allowed_.begin(), allowed_.end(), origin) != allowed_.end();
}

}  // namespace stimchat::net
