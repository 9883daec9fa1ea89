#include "server/api/test_fault_route.hpp"

#include "server/api/problem_kinds.hpp"
#include "server/api/request_headers.hpp"
#include "shared/core/result.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/parse.hpp>

namespace stimchat::api {
namespace {

namespace json = boost::json;
using namespace test_faults;

constexpr std::array<json::string_view, 5> fields{"session_id", "fault", "ms", "count", "code"};

constexpr std::array<std::string_view, 4> proxy_headers{"forwarded", "x-forwarded-for", "x-real-ip", "via"};

struct Request {
    SessionId session;
    TestFault fault;
};

std::optional<std::string_view> text_in(const json::object& body, std::string_view name) {
    const json::value* const found = body.if_contains(json::string_view(name.data(), name.size()));
    if (found == nullptr || !found->is_string()) return std::nullopt;
    return std::string_view(found->get_string().data(), found->get_string().size());
}

std::optional<std::int64_t> number_in(const json::object& body, std::string_view name, std::int64_t least,
                                      std::int64_t most) {
    const json::value* const found = body.if_contains(json::string_view(name.data(), name.size()));
    if (found == nullptr || !found->is_int64()) return std::nullopt;
    const std::int64_t number = found->get_int64();
    if (number < least || number > most) return std::nullopt;
    return number;
}

Result<TestFault, std::string> read_stall(const json::object& body) {
    if (const auto ms = number_in(body, "ms", 1, test_stall_max.ms)) return TestFault(Stall{milliseconds(*ms)});
    return failure("A stall needs \"ms\", a number from 1 to " + std::to_string(test_stall_max.ms) + ".");
}

template <class Drop>
Result<TestFault, std::string> read_drop(const json::object& body) {
    if (const auto count = number_in(body, "count", 1, test_drops_max))
        return TestFault(Drop{static_cast<std::uint32_t>(*count)});
    return failure("A drop needs \"count\", a number from 1 to " + std::to_string(test_drops_max) + ".");
}

Result<TestFault, std::string> read_close(const json::object& body) {
    const auto code = number_in(body, "code", 1000, 4999).value_or(0);
    const auto* const rule = protocol::find_close_rule(static_cast<std::uint16_t>(code));
    if (rule != nullptr && rule->code != protocol::CloseCode::abnormal) return TestFault(Close{rule->code});
    return failure(std::string("A close needs \"code\", one of the close codes that a server sends."));
}

Result<TestFault, std::string> read_fault(const json::object& body) {
    const std::string_view kind = text_in(body, "fault").value_or("");
    if (kind == "cut") return TestFault(Cut{});
    if (kind == "stall") return read_stall(body);
    if (kind == "drop_acks") return read_drop<DropAcks>(body);
    if (kind == "drop_pushes") return read_drop<DropPushes>(body);
    if (kind == "expire_position") return TestFault(ExpirePosition{});
    if (kind == "close") return read_close(body);
    return failure(std::string(
        "The field \"fault\" must be one of cut, stall, drop_acks, drop_pushes, expire_position and close."));
}

Result<Request, net::HttpResponse> read_request(const net::HttpRequest& request) {
    // Another site's page can send this type only if we agree (CORS), and we do not.
    if (header_of(request, "content-type") != "application/json")
        return failure(answer(problems::content_type_unsupported));
    json::error_code fault;
    const json::value body = json::parse(request.body, fault);
    if (fault || !body.is_object()) return failure(answer(problems::json_malformed));
    for (const auto& field : body.get_object()) {
        if (std::find(fields.begin(), fields.end(), field.key()) == fields.end())
            return failure(answer(problems::fields_invalid, "There is a field that is not known here."));
    }
    const auto session = parse_id<SessionId>(text_in(body.get_object(), "session_id").value_or(""));
    if (!session) return failure(answer(problems::fields_invalid, "The field \"session_id\" must be a UUID."));
    const auto wanted = read_fault(body.get_object());
    if (!wanted) return failure(answer(problems::fields_invalid, wanted.error()));
    return Request{*session, *wanted};
}

/// A loopback address keeps others out, unless a proxy on this machine lets them in.
bool is_proxied(const net::HttpRequest& request) {
    return std::any_of(proxy_headers.begin(), proxy_headers.end(),
                       [&](std::string_view name) { return !header_of(request, name).empty(); });
}

}  // namespace

net::HttpRoute test_fault_route(TestFaultDesk& desk, const net::OriginPolicy& origins) {
    return {net::Method::post, "/test/faults",
            [&desk, &origins](const net::HttpRequest& http, const net::Responder& respond) {
                if (is_proxied(http)) return respond(answer(problems::not_found));
                if (!is_allowed_origin(origins, http)) return respond(answer(problems::origin_refused));
                const auto request = read_request(http);
                if (!request) return respond(request.error());
                const bool done = desk.inflict(request->session, request->fault);
                respond(done ? net::HttpResponse{204, "", "", {}} : answer(problems::session_unknown));
            }};
}

}  // namespace stimchat::api
