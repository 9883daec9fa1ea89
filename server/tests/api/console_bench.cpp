#include "server/tests/api/console_bench.hpp"

#include "server/identity/password.hpp"
#include "server/storage/open_store.hpp"

#include <cstdlib>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

namespace stimchat::tests {
namespace {

std::filesystem::path make_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "stimchat-api-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    return name;
}

// Hashing is slow on purpose; once is enough for all tests.
const std::string& hash_of_password() {
    static const std::string hash = identity::hash_password(password).value();
    return hash;
}

Headers changing(const Browser& browser) {
    return {{"cookie", browser.cookie}, {"x-csrf-token", browser.csrf}, {"origin", own_origin}};
}

}  // namespace

ConsoleBench::ConsoleBench() : folder_(make_folder()), origins_({own_origin}) {
    auto store = storage::open_store("sqlite:" + (folder_ / "test.db").string(),
                                     std::filesystem::path(STIMCHAT_SOURCE_DIR) / "migrations");
    REQUIRE(store);
    queue_ = std::make_unique<storage::StoreQueue>(std::make_unique<FlakyStore>(std::move(*store), database_away),
                                                   reactor_.post());
    console_ = std::make_unique<console::Console>(
        console::ConsoleApi{*queue_, bans, origins_, server_key_, random_, [this] { return now; }, reactor_.post()});
    routes = console_->routes();
    table_ = std::make_unique<net::RouteTable>(routes);

    const storage::Moderator alice{random_id<storage::ModeratorId>(random_), "alice", hash_of_password()};
    REQUIRE(in_store<void>([&](storage::Store& s) { return s.add_moderator(alice, now); }));
}

ConsoleBench::~ConsoleBench() {
    console_.reset();
    queue_.reset();
    std::filesystem::remove_all(folder_);
}

void ConsoleBench::start(net::Method method, std::string_view target, Headers headers, std::string body,
                         std::function<void(net::HttpResponse)> then) {
    net::HttpRequest request{
        method, std::string(target.substr(0, target.find('?'))), {}, std::move(headers), {}, std::move(body)};
    if (const auto mark = target.find("?limit="); mark != std::string_view::npos)
        request.query["limit"] = std::string(target.substr(mark + 7));
    if (!request.body.empty()) request.headers.try_emplace("content-type", "application/json");
    const auto match = table_->find(method, request.path);
    REQUIRE(match.route != nullptr);
    request.params = match.params;
    match.route->handler(request, std::move(then));
}

net::HttpResponse ConsoleBench::call(net::Method method, std::string_view target, Headers headers, std::string body) {
    std::optional<net::HttpResponse> answer;
    start(method, target, std::move(headers), std::move(body), [&](net::HttpResponse response) {
        CHECK_FALSE(answer);
        answer = std::move(response);
    });
    run_until([&] { return answer.has_value(); });
    return std::move(*answer);
}

net::HttpResponse ConsoleBench::try_sign_in(std::string_view name, std::string_view with_password, Headers headers) {
    const boost::json::value body{{"name", std::string(name)}, {"password", std::string(with_password)}};
    headers.try_emplace("origin", own_origin);
    return call(net::Method::post, "/api/v1/admin/session", std::move(headers), boost::json::serialize(body));
}

Browser ConsoleBench::sign_in(Headers headers) {
    const auto response = try_sign_in("alice", password, std::move(headers));
    REQUIRE(response.status == 201);
    const std::string cookie = header_of(response, "Set-Cookie");
    return {cookie.substr(0, cookie.find(';')), json_of(response).at("csrf_token").as_string().c_str()};
}

net::HttpResponse ConsoleBench::get(const Browser& browser, std::string_view target) {
    return call(net::Method::get, target, {{"cookie", browser.cookie}});
}

net::HttpResponse ConsoleBench::post(const Browser& browser, std::string_view target, std::string body) {
    return call(net::Method::post, target, changing(browser), std::move(body));
}

net::HttpResponse ConsoleBench::del(const Browser& browser, std::string_view target) {
    return call(net::Method::del, target, changing(browser));
}

ReportId ConsoleBench::report(ParticipantKey reported, engine::ReportReason reason) {
    engine::Report report;
    report.id = random_id<ReportId>(random_);
    report.conversation = random_id<ConversationId>(random_);
    report.reporter = random_id<ParticipantKey>(random_);
    report.reported = reported;
    report.reporter_alias = {0x11111111};
    report.reported_alias = {0x22222222};
    report.reason = reason;
    report.note = "He said \"<b>\xF0\x9F\x98\x80</b>\"";
    report.chat_started_at = now - minutes(5);
    report.reported_at = now;
    report.evidence = {{1, report.reported_alias, now - minutes(4), "buy <i>this</i>"},
                       {2, report.reporter_alias, now - minutes(3), "no '; DROP TABLE reports; --"}};
    const auto stored = in_store<ReportId>([&](storage::Store& store) { return store.insert_report(report); });
    REQUIRE(stored);
    return *stored;
}

std::vector<storage::AuditEntry> ConsoleBench::audit_log() {
    using Entries = std::vector<storage::AuditEntry>;
    const auto entries = in_store<Entries>([](storage::Store& store) { return store.audit_log(500); });
    REQUIRE(entries);
    return *entries;
}

std::vector<std::string> ConsoleBench::audited_actions(std::size_t count) {
    std::vector<std::string> actions;
    for (const auto& entry : audit_log()) {
        if (actions.size() < count) actions.push_back(entry.action);
    }
    return actions;
}

boost::json::value json_of(const net::HttpResponse& response) {
    return boost::json::parse(response.body);
}

std::string problem_of(const net::HttpResponse& response) {
    if (response.content_type != "application/problem+json") return "none";
    const auto document = json_of(response);
    CHECK(document.at("status").as_int64() == response.status);
    CHECK(!document.at("detail").as_string().empty());
    const std::string type = document.at("type").as_string().c_str();
    REQUIRE(type.starts_with("/problems/"));
    return type.substr(10);
}

std::string header_of(const net::HttpResponse& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return value;
    }
    return "";
}

}  // namespace stimchat::tests
