#pragma once

#include "server/net/http_message.hpp"
#include "shared/core/result.hpp"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace stimchat::api {

/// A field that a request's body may have. All are strings.
struct FieldRule {
    std::string_view name;
    bool required = true;
    std::size_t bytes_max = 0;  ///< of the decoded text
};

using TextFields = std::map<std::string, std::string, std::less<>>;

/// Reads a body that has to be one flat JSON object of strings (RFC 8259, UTF-8 checked), named as JSON by its
/// Content-Type. Strict: a field that is not in `rules`, one that comes twice, one that is not a string, is too long or
/// is missing makes it a problem that names the field. An optional field may be null, which is the same as left out.
Result<TextFields, net::HttpResponse> read_text_fields(const net::HttpRequest& request,
                                                       std::span<const FieldRule> rules);

}  // namespace stimchat::api
