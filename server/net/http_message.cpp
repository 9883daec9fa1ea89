#include "server/net/http_message.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace stimchat::net {

HttpResponse problem(int status, std::string_view type, std::string_view title, std::string_view detail) {
    boost::json::object document;
    document["type"] = boost::json::string_view(type.data(), type.size());
    document["title"] = boost::json::string_view(title.data(), title.size());
    document["status"] = status;
    document["detail"] = boost::json::string_view(detail.data(), detail.size());
    return {.status = status,
            .content_type = "application/problem+json",
            .body = boost::json::serialize(document),
            .headers = {}};
}

HttpResponse problem_retry_after(int status, std::string_view type, std::string_view title, std::string_view detail,
                                 int retry_after_s) {
    HttpResponse response = problem(status, type, title, detail);
    response.headers.emplace_back("Retry-After", std::to_string(retry_after_s));
    return response;
}

}  // namespace stimchat::net
