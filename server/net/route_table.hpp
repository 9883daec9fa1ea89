#pragma once

#include "server/net/http_message.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace stimchat::net {

/// Finds the handler of a request. Patterns are compared segment by segment, so no regular expression ever meets a
/// client's path; a segment ":name" takes any one segment that is not empty.
class RouteTable {
  public:
    struct Match {
        const HttpRoute* route = nullptr;  ///< null if nothing fits
        std::map<std::string, std::string, std::less<>> params;
        /// The methods the path does have ("GET, HEAD, POST"), for 405; empty if the path is not known at all.
        std::string allowed;
        /// Those of them that pages of other origins may use.
        std::string allowed_cross_origin;

        bool is_cross_origin() const;
    };

    explicit RouteTable(std::vector<HttpRoute> routes);

    /// `path` is decoded.
    Match find(Method method, std::string_view path) const;

  private:
    struct Entry {
        HttpRoute route;
        std::vector<std::string> segments;
    };
    std::vector<Entry> entries_;
};

}  // namespace stimchat::net
