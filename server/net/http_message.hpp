#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// HTTP as the rest of the server sees it. RESTinio's own types stay in net/http_*.cpp. No I/O here, so that routes can
/// be tested without a socket.
namespace stimchat::net {

enum class Method { get, post, del, options };

struct HttpRequest {
    Method method{};
    std::string path;                                         ///< decoded, without the query
    std::map<std::string, std::string, std::less<>> query;    ///< decoded
    std::map<std::string, std::string, std::less<>> headers;  ///< names in lower case
    std::map<std::string, std::string, std::less<>> params;   ///< of the route pattern, e.g. ":id"
    std::string body;                                         ///< at most http_body_bytes_max
};

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpResponse {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    HttpHeaders headers;
};

/// Answers a request, once, from the reactor's thread, now or later.
using Responder = std::function<void(HttpResponse)>;
using HttpHandler = std::function<void(const HttpRequest&, Responder)>;

struct HttpRoute {
    Method method{};
    std::string pattern;  ///< e.g. "/api/v1/admin/reports/:id"
    HttpHandler handler;
    /// Whether pages of other origins, if OriginPolicy allows them, may read the answers (CORS).
    bool cross_origin = false;
};

/// RFC 9457. `type` is a path below /problems/ that names the kind of fault; `detail` says what was wrong and what to
/// do.
HttpResponse problem(int status, std::string_view type, std::string_view title, std::string_view detail);
/// The same with Retry-After.
HttpResponse problem_retry_after(int status, std::string_view type, std::string_view title, std::string_view detail,
                                 int retry_after_s);

}  // namespace stimchat::net
