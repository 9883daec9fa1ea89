#include "server/tests/net/server_bench.hpp"

#include "server/storage/open_store.hpp"
#include "server/tests/api/flaky_store.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include <boost/json/parse.hpp>

namespace stimchat::test {

ServerBench::ServerBench(std::function<void(config::Config&)> adjust) {
    config_.port = 0;
    config_.data_folder = folder_.path();
    config_.database = "sqlite:" + (folder_ / "stimchat.db").string();
    config_.migrations_folder = STIMCHAT_SOURCE_DIR "/migrations";
    config_.web_root = STIMCHAT_SOURCE_DIR "/web";
    config_.stop_grace = seconds(2);
    adjust(config_);
    log_ = std::make_unique<ops::Log>(ops::LogFormat::json, ops::LogLevel::debug, log_lines_);
    start();
}

ServerBench::~ServerBench() {
    if (thread_.joinable()) stop();
}

void ServerBench::start(std::vector<engine::Ban> more_bans) {
    app::Provisions provisions = app::provide(config_);
    provisions.store = std::make_unique<tests::FlakyStore>(std::move(provisions.store), database_away_);
    for (engine::Ban& ban : more_bans)
        provisions.bans.push_back(std::move(ban));
    server_ = std::make_unique<app::Server>(config_, std::move(provisions), *log_);
    port_ = server_->open();
    thread_ = std::thread([this] { server_->run(); });
}

void ServerBench::stop() {
    server_->stop();
    thread_.join();
    server_.reset();
}

ParticipantKey ServerBench::key_of(const std::string& token) const {
    const identity::TokenSigner signer(app::provide(config_).key, config_.token_life);
    return signer.verify(token, ops::WallClock{}.now())->key;
}

std::size_t ServerBench::open_reports() const {
    return app::provide_store(config_)->open_reports(100)->size();
}

void ServerBench::ban_behind_its_back(const std::string& token) const {
    const auto store = app::provide_store(config_);
    const Instant now = ops::WallClock{}.now();
    const storage::Moderator moderator{{1, 1}, "ada", ""};
    const ReportId report = store->open_reports(1)->front().id;
    const engine::Ban ban{BanId{1, 1}, key_of(token), "spam", now, std::nullopt};
    if (!store->add_moderator(moderator, now) || !store->ban({report, moderator.id, ban}))
        throw std::runtime_error("the ban was not stored");
}

std::string mint_token(std::uint16_t port) {
    const auto reply = ask(port, post("/api/v1/identity", ""));
    if (!reply || reply->status != 201) throw std::runtime_error("no token was given");
    return boost::json::parse(reply->body).at("token").as_string().c_str();
}

Person::Person(std::uint16_t port, std::optional<std::string> token)
    : token_(token ? std::move(*token) : mint_token(port)), socket_(port) {}

void Person::send(std::string_view type, std::string_view rest) {
    char message_id[40];
    std::snprintf(message_id, sizeof message_id, "00000000-0000-4000-8000-%012llx",
                  static_cast<unsigned long long>(++last_message_));
    std::string frame = "{\"type\":\"" + std::string(type) + "\",\"message_id\":\"" + message_id + "\"";
    if (!rest.empty()) frame.append(",").append(rest);
    socket_.send_text(frame + "}");
}

boost::json::object Person::next_of(std::initializer_list<std::string_view> types) {
    while (true) {
        const std::string text = socket_.read_text();
        if (text.empty()) return {};
        auto message = boost::json::parse(text).as_object();
        const std::string type = message.at("type").as_string().c_str();
        if (std::find(types.begin(), types.end(), type) != types.end()) return message;
    }
}

void Person::hello() {
    send("HELLO", "\"data\":{\"version\":1,\"token\":\"" + token_ + "\",\"client\":\"test/1\"}");
}

void Person::find() {
    send("FIND", "\"data\":{\"terms\":1}");
}

void Person::say(std::string_view conversation, std::string_view text) {
    send("CHAT_MESSAGE",
         "\"conversation_id\":\"" + std::string(conversation) + "\",\"data\":{\"text\":\"" + std::string(text) + "\"}");
}

void Person::hello_again(std::string_view session, std::string_view conversation, std::uint64_t offset) {
    std::string rest;
    if (!conversation.empty())
        rest = "\"conversation_id\":\"" + std::string(conversation) +
               "\",\"epoch\":1,\"offset\":" + std::to_string(offset) + ",";
    send("HELLO", rest + "\"data\":{\"version\":1,\"token\":\"" + token_ +
                      "\",\"client\":\"test/1\",\"session_id\":\"" + std::string(session) + "\"}");
}

std::string greet(Person& person) {
    person.hello();
    const auto welcome = person.next("WELCOME");
    return welcome.empty() ? "" : welcome.at("data").at("session_id").as_string().c_str();
}

std::string match(Person& one, Person& two) {
    one.find();
    two.find();
    one.next("NEW_MATCH");
    return two.next("NEW_MATCH").at("conversation_id").as_string().c_str();
}

std::string meet(Person& one, Person& two) {
    for (Person* person : {&one, &two}) {
        if (greet(*person).empty()) throw std::runtime_error("not welcome");
    }
    return match(one, two);
}

std::string report_request(const Person& reporter, const std::string& conversation) {
    return post("/api/v1/report",
                "{\"conversation_id\":\"" + conversation + "\",\"reason\":\"spam_or_scam\",\"note\":\"the note\"}",
                "Content-Type: application/json\r\nAuthorization: Bearer " + reporter.token() + "\r\n");
}

}  // namespace stimchat::test
