#pragma once

#include "server/console/console.hpp"
#include "server/net/route_table.hpp"
#include "server/tests/api/flaky_store.hpp"
#include "server/tests/api/reactor.hpp"

#include <atomic>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

namespace stimchat::tests {

inline constexpr auto password = "a password of alice's";
inline constexpr auto own_origin = "https://chat.example.org";

using Headers = std::map<std::string, std::string, std::less<>>;

/// Remembers what the live chats would be told, and which ban they then know: as in the engine, the one that ends last.
struct RecordedBans final : api::BanDesk {
    void imposed(const engine::Ban& ban) override {
        all_imposed.push_back(ban);
        const auto known = in_force.find(ban.participant);
        const bool longer =
            known != in_force.end() && (!known->second.until || (ban.until && *ban.until <= *known->second.until));
        if (!longer) in_force.insert_or_assign(ban.participant, ban);
    }
    void lifted(ParticipantKey participant) override {
        all_lifted.push_back(participant);
        in_force.erase(participant);
    }
    std::map<ParticipantKey, engine::Ban> in_force;
    std::vector<engine::Ban> all_imposed;
    std::vector<ParticipantKey> all_lifted;
};

/// A signed-in moderator's browser.
struct Browser {
    std::string cookie;
    std::string csrf;
};

/// A console over a new SQLite database with one moderator, "alice"; requests go straight to the handlers.
class ConsoleBench {
  public:
    ConsoleBench();
    ~ConsoleBench();
    ConsoleBench(const ConsoleBench&) = delete;
    ConsoleBench& operator=(const ConsoleBench&) = delete;

    net::HttpResponse call(net::Method method, std::string_view target, Headers headers = {}, std::string body = {});
    /// Starts a request without waiting for its answer.
    void start(net::Method method, std::string_view target, Headers headers, std::string body,
               std::function<void(net::HttpResponse)> then);

    net::HttpResponse try_sign_in(std::string_view name, std::string_view with_password, Headers headers = {});
    Browser sign_in(Headers headers = {});
    net::HttpResponse get(const Browser& browser, std::string_view target);
    net::HttpResponse post(const Browser& browser, std::string_view target, std::string body);
    net::HttpResponse del(const Browser& browser, std::string_view target);

    /// Stores a report of `reported`, with two lines of evidence.
    ReportId report(ParticipantKey reported, engine::ReportReason reason = engine::ReportReason::spam_or_scam);
    std::vector<storage::AuditEntry> audit_log();
    /// Of the newest entries, newest first.
    std::vector<std::string> audited_actions(std::size_t count);

    template <class Value>
    storage::StoreResult<Value> in_store(std::function<storage::StoreResult<Value>(storage::Store&)> job) {
        std::optional<storage::StoreResult<Value>> result;
        queue_->submit<Value>(std::move(job), [&](storage::StoreResult<Value> done) { result = std::move(done); });
        while (!result)
            reactor_.run_one();
        return std::move(*result);
    }
    void run_until(const std::function<bool()>& done) {
        while (!done())
            reactor_.run_one();
    }

    Instant now{1'700'000'000'000};
    RecordedBans bans;
    std::atomic<bool> database_away = false;
    std::vector<net::HttpRoute> routes;

  private:
    std::filesystem::path folder_;
    Reactor reactor_;
    Xoshiro256 random_{42};
    net::OriginPolicy origins_;
    identity::ServerKey server_key_{};
    std::unique_ptr<storage::StoreQueue> queue_;
    std::unique_ptr<console::Console> console_;
    std::unique_ptr<net::RouteTable> table_;
};

boost::json::value json_of(const net::HttpResponse& response);
/// The last part of a problem's type, e.g. "not-signed-in".
std::string problem_of(const net::HttpResponse& response);
std::string header_of(const net::HttpResponse& response, std::string_view name);

}  // namespace stimchat::tests
