#include "server/api/json_body.hpp"

#include <array>
#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using api::FieldRule;

namespace {

constexpr std::array rules{FieldRule{"name", true, 8}, FieldRule{"note", false, 16}};

Result<api::TextFields, net::HttpResponse> read(std::string body, std::string type = "application/json") {
    net::HttpRequest request{net::Method::post, "/", {}, {{"content-type", std::move(type)}}, {}, std::move(body)};
    return api::read_text_fields(request, rules);
}

int status_of(const std::string& body) {
    const auto fields = read(body);
    return fields ? 200 : fields.error().status;
}

bool complains(const std::string& body, const std::string& words) {
    const auto fields = read(body);
    return !fields && fields.error().status == 422 && fields.error().body.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a flat object of known strings is read") {
    const auto fields = read(R"({"name":"al\u0069ce","note":"\ud83d\ude00 hi"})");
    REQUIRE(fields);
    CHECK(fields->at("name") == "alice");
    CHECK(fields->at("note") == "\xF0\x9F\x98\x80 hi");
    CHECK(read("  {\"name\" : \"a\"}\r\n"));
}

TEST_CASE("an optional field may be null or left out") {
    CHECK(read(R"({"name":"a"})")->contains("note") == false);
    CHECK(read(R"({"name":"a","note":null})")->contains("note") == false);
    CHECK(complains(R"({"name":null})", R"(\"name\" must be a string)"));
}

TEST_CASE("each fault of a field names the field") {
    CHECK(complains(R"({})", R"(\"name\" is missing)"));
    CHECK(complains(R"({"note":"x"})", R"(\"name\" is missing)"));
    CHECK(complains(R"({"name":"a","nmae":"b"})", R"(\"nmae\" is not known)"));
    CHECK(complains(R"({"name":"a","name":"b"})", R"(\"name\" comes twice)"));
    CHECK(complains(R"({"name":"a","n\u0061me":"b"})", R"(\"name\" comes twice)"));
    CHECK(complains(R"({"note":null,"note":"b","name":"a"})", R"(\"note\" comes twice)"));
    CHECK(complains(R"({"name":"123456789"})", R"(\"name\" is too long)"));
    CHECK(complains(R"({"name":"\u0031\u0032\u0033\u0034\u0035\u0036\u0037\u0038\u0039"})", R"(\"name\" is too long)"));
    for (const char* value : {"1", "-1", "1.5", "18446744073709551615", "1e400", "true", "false", "[]", "{}",
                              "[[[[[1]]]]]", R"({"a":{"b":{"c":1}}})", R"(["a"])"})
        CHECK(complains(std::string(R"({"name":)") + value + "}", R"(\"name\" must be a string)"));
    CHECK(complains("{\"" + std::string(200, 'x') + "\":1}", "200 bytes long"));
}

TEST_CASE("what is not a JSON object is refused as a whole") {
    for (const char* body : {"",
                             " ",
                             "{",
                             "}",
                             "null",
                             "true",
                             "1",
                             "\"name\"",
                             "[]",
                             R"([{"name":"a"}])",
                             R"({"name":"a"}})",
                             R"({"name":"a"} {})",
                             R"({"name":"a",})",
                             R"({name:"a"})",
                             R"({'name':'a'})",
                             R"({"name":"a)",
                             R"({"name":"\ud800"})",
                             R"({"name":"\x"})",
                             "{\"name\":\"a\nb\"}",
                             R"(/**/{"name":"a"})",
                             "\xEF\xBB\xBF{}",
                             "{\"name\":\"\xFF\"}",
                             "{\"name\":\"\xC0\xAF\"}",
                             "{\"name\":\"\xED\xA0\x80\"}",
                             "<name>a</name>",
                             "name=a"})
        CHECK_MESSAGE(status_of(body) == 400, body);
    CHECK(status_of(std::string(20'000, '[')) == 400);
    CHECK(status_of("{\"" + std::string(5000, 'x') + "\":1}") == 400);
    CHECK(status_of(std::string("{\"name\":\"a\"}\0", 13)) == 400);
}

TEST_CASE("the body has to be called JSON") {
    CHECK(read(R"({"name":"a"})", "application/json; charset=utf-8"));
    CHECK(read(R"({"name":"a"})", "Application/JSON ;charset=utf-8"));
    for (const char* type : {"", "text/plain", "text/json", "application/jsonp", "application/x-www-form-urlencoded",
                             "multipart/form-data", "text/plain; application/json"}) {
        const auto fields = read(R"({"name":"a"})", type);
        REQUIRE_FALSE(fields);
        CHECK(fields.error().status == 415);
    }
    CHECK(api::read_text_fields({net::Method::post, "/", {}, {}, {}, R"({"name":"a"})"}, rules).error().status == 415);
}
