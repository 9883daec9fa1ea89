#include "server/net/http_exchange.hpp"

#include "server/net/http_limits.hpp"
#include "server/net/http_target.hpp"
#include "server/net/security_headers.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace stimchat::net {
namespace {

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return lower;
}

std::optional<Method> method_of(const restinio::request_t& request) {
    const auto method = request.header().method();
    if (method == restinio::http_method_get() || method == restinio::http_method_head()) return Method::get;
    if (method == restinio::http_method_post()) return Method::post;
    if (method == restinio::http_method_delete()) return Method::del;
    if (method == restinio::http_method_options()) return Method::options;
    return std::nullopt;
}

/// A header that comes several times is one list (RFC 9110, 5.3); cookies are separated their own way.
void add_header(HttpRequest& request, std::string name, std::string_view value) {
    const auto [place, is_first] = request.headers.try_emplace(std::move(name), value);
    if (is_first) return;
    place->second.append(place->first == "cookie" ? "; " : ", ").append(value);
}

bool has_header(const HttpResponse& response, std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [name](const auto& header) { return header.first == name; });
}

restinio::http_status_line_t status_line(int status) {
    const char* reason = http_status_str(static_cast<http_status>(status));
    return {restinio::http_status_code_t(static_cast<std::uint16_t>(status)), reason};
}

template <class Builder>
void add_headers(Builder& builder, const HttpResponse& response) {
    builder.append_header_date_field();
    for (const auto& [name, value] : security_headers)
        builder.append_header(std::string(name), std::string(value));
    if (may_be_document(response.content_type)) {
        for (const auto& [name, value] : document_headers)
            builder.append_header(std::string(name), std::string(value));
    }
    for (const auto& [name, value] : response.headers)
        builder.append_header(name, value);
    // What an API says is for this moment and this caller, unless it says otherwise.
    if (!has_header(response, "Cache-Control")) builder.append_header("Cache-Control", "no-store");
    if (!response.content_type.empty()) builder.append_header("Content-Type", response.content_type);
}

}  // namespace

std::optional<HttpResponse> refuse_oversized(const restinio::request_t& request) {
    if (request.header().request_target().size() > http_target_bytes_max) {
        return problem(414, "/problems/target-too-long", "The address is too long",
                       "An address has at most " + std::to_string(http_target_bytes_max) + " bytes here.");
    }
    std::size_t header_count = 0;
    std::size_t header_bytes = 0;
    request.header().for_each_field([&](const restinio::http_header_field_t& field) {
        ++header_count;
        header_bytes += field.name().size() + field.value().size();
    });
    if (header_count > http_header_count_max || header_bytes > http_header_bytes_max) {
        return problem(431, "/problems/headers-too-large", "The headers are too many or too long",
                       "A request has at most " + std::to_string(http_header_count_max) + " headers of " +
                           std::to_string(http_header_bytes_max) + " bytes in all here.");
    }
    if (request.body().size() > http_body_bytes_max) {
        return problem(413, "/problems/body-too-large", "The body is too large",
                       "A body has at most " + std::to_string(http_body_bytes_max) + " bytes here.");
    }
    return std::nullopt;
}

std::optional<HttpRequest> read_request(const restinio::request_t& request) {
    const auto method = method_of(request);
    auto target = parse_target(request.header().request_target());
    if (!method || !target) return std::nullopt;

    HttpRequest ours{.method = *method,
                     .path = std::move(target->path),
                     .query = std::move(target->query),
                     .headers = {},
                     .params = {},
                     .body = request.body()};
    request.header().for_each_field(
        [&](const restinio::http_header_field_t& field) { add_header(ours, lower_case(field.name()), field.value()); });
    return ours;
}

void write_response(restinio::request_t& request, const AnswerForm& form, HttpResponse response,
                    std::function<void()> sent) {
    // User-controlled output, because an answer to HEAD, or 304, states the length of a body that it does not carry.
    auto builder = request.create_response<restinio::user_controlled_output_t>(status_line(response.status));
    add_headers(builder, response);
    builder.set_content_length(response.body.size());
    if (form.close) builder.connection_close();
    const bool carries_body = !form.is_head && response.status != 304;
    if (carries_body && !response.body.empty()) builder.append_body(std::move(response.body));
    builder.done([sent = std::move(sent)](const auto&) { sent(); });
}

}  // namespace stimchat::net
