#pragma once

#include "server/net/http_message.hpp"
#include "server/net/http_traits.hpp"

#include <cstddef>
#include <memory>
#include <optional>

/// Between RESTinio's requests and answers and our own.
namespace stimchat::net {

/// Why a request is refused before any handler sees it: too long, too many headers, not readable.
std::optional<HttpResponse> refuse_oversized(const restinio::request_t& request);

/// Nothing if the target cannot be read or the method is none that any route has.
std::optional<HttpRequest> read_request(const restinio::request_t& request);

/// Our answer in RESTinio's words, with the security headers. `close`: the connection ends with it.
struct AnswerForm {
    bool is_head = false;
    bool close = false;
};
void write_response(restinio::request_t& request, const AnswerForm& form, HttpResponse response,
                    std::function<void()> sent);

}  // namespace stimchat::net
