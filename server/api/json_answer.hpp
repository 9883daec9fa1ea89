#pragma once

#include "server/net/http_message.hpp"
#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"

#include <optional>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace stimchat::api {

/// RFC 3339 in UTC with milliseconds, e.g. "2026-01-02T03:04:05.678Z".
std::string time_text(Instant at);
/// The same, or null.
boost::json::value time_or_null(const std::optional<Instant>& at);

template <class Tag>
std::string id_text(const Id<Tag>& id) {
    const UuidText text = to_text(id);
    return std::string(view(text));
}

net::HttpResponse json_answer(int status, const boost::json::object& body);

}  // namespace stimchat::api
