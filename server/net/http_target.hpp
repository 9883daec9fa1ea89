#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace stimchat::net {

/// A request target in origin form (RFC 9112, 3.2.1), taken apart and decoded once.
struct HttpTarget {
    std::string path;
    std::map<std::string, std::string, std::less<>> query;  ///< where a name comes twice, the last counts
};

/// Nothing if the target does not begin with '/', a percent escape is broken, or the decoded path has a control
/// character.
std::optional<HttpTarget> parse_target(std::string_view target);

/// RFC 3986, 2.1. Nothing if an escape is broken.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

}  // namespace stimchat::net
