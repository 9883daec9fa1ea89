#pragma once

#include "server/app/server.hpp"
#include "server/tests/net/socket_client.hpp"
#include "server/tests/net/temporary_folder.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <thread>

#include <boost/json/object.hpp>

namespace stimchat::test {

/// A whole server on a free port, with a database in a folder of its own that outlives a restart.
class ServerBench {
  public:
    explicit ServerBench(std::function<void(config::Config&)> adjust = [](config::Config&) {});
    ~ServerBench();
    ServerBench(const ServerBench&) = delete;
    ServerBench& operator=(const ServerBench&) = delete;

    std::uint16_t port() const { return port_; }
    app::Server& server() { return *server_; }
    /// While set, the database cannot be reached.
    std::atomic<bool>& database_away() { return database_away_; }
    /// Asks for a clean stop and waits for its end.
    void stop();
    void start(std::vector<engine::Ban> more_bans = {});
    /// Everything logged so far; call it after stop().
    std::string log_text() const { return log_lines_.str(); }
    /// The participant's key that a token leads to on this server.
    ParticipantKey key_of(const std::string& token) const;
    std::size_t open_reports() const;
    /// In the database alone, for the one open report, as by a decision whose answer never came.
    void ban_behind_its_back(const std::string& token) const;

  private:
    TemporaryFolder folder_;
    config::Config config_;
    std::ostringstream log_lines_;
    std::unique_ptr<ops::Log> log_;
    std::atomic<bool> database_away_{false};
    std::unique_ptr<app::Server> server_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

/// A person at a browser: a token and a WebSocket.
class Person {
  public:
    explicit Person(std::uint16_t port, std::optional<std::string> token = std::nullopt);

    SocketClient& socket() { return socket_; }
    const std::string& token() const { return token_; }
    /// Sends a command with a new message_id. `rest`: further members, e.g. "\"data\":{}".
    void send(std::string_view type, std::string_view rest = {});
    /// The next message of that type; an empty object if the connection ends before.
    boost::json::object next(std::string_view type) { return next_of({type}); }
    /// The next message of one of these types.
    boost::json::object next_of(std::initializer_list<std::string_view> types);
    void hello();
    void find();
    void say(std::string_view conversation, std::string_view text);
    /// HELLO that asks to go on with the session of an earlier WELCOME; `known`: nothing, or conversation and offset.
    void hello_again(std::string_view session, std::string_view conversation = {}, std::uint64_t offset = 0);

  private:
    std::string token_;
    SocketClient socket_;
    std::uint64_t last_message_ = 0;
};

/// Two people in one chat; gives its conversation_id.
std::string meet(Person& one, Person& two);
/// Says HELLO and gives the session's id; empty if there was no WELCOME.
std::string greet(Person& person);
/// Two who have been greeted.
std::string match(Person& one, Person& two);
std::string mint_token(std::uint16_t port);
/// POST /api/v1/report, with the note "the note".
std::string report_request(const Person& reporter, const std::string& conversation);

}  // namespace stimchat::test
