#include "server/api/json_answer.hpp"

#include "shared/core/rfc3339.hpp"

#include <boost/json/serialize.hpp>

namespace stimchat::api {

std::string time_text(Instant at) {
    const auto text = format_rfc3339(at);
    return std::string(view(text));
}

boost::json::value time_or_null(const std::optional<Instant>& at) {
    return at ? boost::json::value(time_text(*at)) : boost::json::value(nullptr);
}

net::HttpResponse json_answer(int status, const boost::json::object& body) {
    return {status, "application/json", boost::json::serialize(body), {}};
}

}  // namespace stimchat::api
