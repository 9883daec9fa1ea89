#include "server/api/problem_kinds.hpp"
#include "server/api/public_routes.hpp"
#include "server/tests/api/console_bench.hpp"

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

using namespace stimchat;

namespace {

boost::json::value openapi() {
    std::ifstream file(std::string(STIMCHAT_SOURCE_DIR) + "/web/api/openapi.json");
    REQUIRE(file);
    return boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

/// "/reports/:id" as OpenAPI writes it: "/reports/{id}".
std::string templated(const std::string& pattern) {
    std::string path;
    bool in_parameter = false;
    for (const char c : pattern + "/") {
        if (in_parameter && c == '/') path += '}';
        in_parameter = c == ':' || (in_parameter && c != '/');
        path += c == ':' ? '{' : c;
    }
    path.pop_back();
    return path;
}

std::string name_of(net::Method method) {
    switch (method) {
        case net::Method::get:
            return "get";
        case net::Method::post:
            return "post";
        case net::Method::del:
            return "delete";
        case net::Method::options:
            return "options";
    }
    return "";
}

struct NoDesk final : api::ReportDesk {
    void submit(const engine::Identity&, ConversationId, engine::ReportReason, std::string,
                std::function<void(Result<ReportId, api::ReportFault>)>) override {}
};

}  // namespace

TEST_CASE("openapi.json has every route, and no other") {
    tests::ConsoleBench bench;
    NoDesk desk;
    const identity::TokenSigner tokens(identity::ServerKey{}, hours(1));
    const net::OriginPolicy origins({});
    // By the listener itself, or only where --test-faults asks for it.
    std::set<std::string> served{"get /health", "get /ready", "get /ws", "get /api/openapi.json", "post /test/faults"};
    for (const auto& route : bench.routes)
        served.insert(name_of(route.method) + " " + templated(route.pattern));
    for (const auto& route : api::public_routes({tokens, desk, origins, [] { return Instant{}; }}))
        served.insert(name_of(route.method) + " " + templated(route.pattern));

    std::set<std::string> described;
    const auto document = openapi();
    for (const auto& [path, operations] : document.at("paths").as_object()) {
        for (const auto& [method, operation] : operations.as_object())
            described.insert(std::string(method) + " " + std::string(path));
    }
    CHECK(served == described);
}

TEST_CASE("openapi.json names every kind of problem, and no other") {
    std::set<std::string> served;
    for (const auto* kind : api::all_problem_kinds())
        served.insert("/problems/" + std::string(kind->name));
    std::set<std::string> described;
    const auto document = openapi();
    const auto& problem = document.at("components").at("schemas").at("Problem");
    for (const auto& type : problem.at("properties").at("type").at("enum").as_array())
        described.insert(type.as_string().c_str());
    CHECK(served == described);
}

TEST_CASE("the problems shown in openapi.json are the server's own, word for word") {
    const auto document = openapi();
    std::set<std::string> shown;
    for (const auto& [name, response] : document.at("components").at("responses").as_object()) {
        for (const auto& [kind_name, example] :
             response.at("content").at("application/problem+json").at("examples").as_object()) {
            const auto& value = example.at("value");
            shown.insert(std::string(kind_name));
            for (const auto* kind : api::all_problem_kinds()) {
                if (kind->name != std::string_view(kind_name)) continue;
                CHECK(value.at("title").as_string() == std::string(kind->title));
                CHECK(value.at("status").as_int64() == kind->status);
            }
        }
    }
    CHECK(shown.size() >= 17);
}
