#include "server/config/config.hpp"

#include "server/config/duration_text.hpp"
#include "server/config/settings.hpp"
#include "server/tests/net/temporary_folder.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace stimchat;
using config::Config;
using config::Farewell;
using config::read_config;

namespace {

Result<Config, Farewell> read(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "stimchat-server");
    return read_config(arguments);
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

class Variable {
  public:
    Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
    ~Variable() { unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    const char* name_;
};

class ConfigFile {
  public:
    explicit ConfigFile(std::string_view text) : path_((folder_ / "stimchat.toml").string()) {
        folder_.write("stimchat.toml", text);
    }
    const char* path() const { return path_.c_str(); }

  private:
    test::TemporaryFolder folder_;
    std::string path_;
};

}  // namespace

TEST_CASE("without any setting the defaults hold, and they are those the help names") {
    const auto config = read({});
    REQUIRE(config);
    CHECK(config->address == "127.0.0.1");
    CHECK(config->port == 8080);
    CHECK(config->database == "sqlite:data/stimchat.db");
    CHECK(config->engine.search_timeout == seconds(60));
    CHECK_FALSE(config->moderator_to_add);
    // Each default, read as a value, gives what an empty command line gives.
    for (const char* name : {"port", "search-timeout", "report-window", "rematch-cooldown", "heartbeat-interval",
                             "heartbeat-timeout", "connections-max", "commands-per-second", "command-burst",
                             "evidence-bytes", "token-life", "stop-grace", "resume-window", "resume-window-away",
                             "write-stall-timeout", "test-faults", "log-format", "log-level", "address"}) {
        for (const config::Setting& setting : config::settings()) {
            if (setting.name != name) continue;
            Config read_from_text = *config;
            CHECK(setting.read(setting.default_text, read_from_text));
            CHECK(read_from_text.port == config->port);
            CHECK(read_from_text.token_life == config->token_life);
            CHECK(read_from_text.stop_grace == config->stop_grace);
            CHECK(read_from_text.write_stall_timeout == config->write_stall_timeout);
            CHECK(read_from_text.test_faults == config->test_faults);
            CHECK(read_from_text.engine.resume_window == config->engine.resume_window);
            CHECK(read_from_text.engine.resume_window_away == config->engine.resume_window_away);
            CHECK(read_from_text.engine.search_timeout == config->engine.search_timeout);
            CHECK(read_from_text.engine.report_window == config->engine.report_window);
            CHECK(read_from_text.engine.rematch_cooldown == config->engine.rematch_cooldown);
            CHECK(read_from_text.engine.heartbeat_interval == config->engine.heartbeat_interval);
            CHECK(read_from_text.engine.heartbeat_timeout == config->engine.heartbeat_timeout);
            CHECK(read_from_text.engine.connections_max == config->engine.connections_max);
            CHECK(read_from_text.engine.evidence_bytes_max == config->engine.evidence_bytes_max);
            CHECK(read_from_text.engine.commands.burst == config->engine.commands.burst);
            CHECK(read_from_text.engine.commands.tokens_per_second == config->engine.commands.tokens_per_second);
        }
    }
}

TEST_CASE("settings come from flags, then the file, then the environment") {
    const ConfigFile file(
        "port = 1111\nsearch-timeout = \"2s\"\norigin = [\"https://a.example\", \"https://b.example\"]\n");
    const Variable port("STIMCHAT_PORT", "2222");
    const Variable window("STIMCHAT_REPORT_WINDOW", "3m");
    const auto config = read({"--config", file.path(), "--search-timeout", "500ms"});
    REQUIRE(config);
    CHECK(config->engine.search_timeout == milliseconds(500));
    CHECK(config->port == 1111);
    CHECK(config->engine.report_window == minutes(3));
    CHECK(config->origins == std::vector<std::string>{"https://a.example", "https://b.example"});

    const Variable named("STIMCHAT_CONFIG", file.path());
    CHECK(read({})->port == 1111);
}

TEST_CASE("origins may be given several times, anything else once") {
    const auto config = read({"--origin", "https://a.example", "--origin=http://localhost:3000"});
    REQUIRE(config);
    CHECK(config->origins.size() == 2);
    const auto twice = read({"--port", "1", "--port", "2"});
    REQUIRE_FALSE(twice);
    CHECK(contains(twice.error().text, "--port: given 2 times"));
}

TEST_CASE("all wrong values are reported at once, each with its name, its value and what it may be") {
    const Variable level("STIMCHAT_LOG_LEVEL", "loud");
    const ConfigFile file("token-life = \"soon\"\nno-such-setting = 5\n");
    const auto refused = read({"--port", "70000", "--search-timeout", "5", "--bogus", "3", "--origin",
                               "https://a.example/", "--address", "localhost", "--connections-max", "-1",
                               "--heartbeat-interval=1.5s", "--config", file.path(), "--evidence-bytes", "12x"});
    REQUIRE_FALSE(refused);
    const std::string& text = refused.error().text;
    CHECK(refused.error().exit_code == config::exit_code_usage);
    CHECK(contains(text, "--port: \"70000\" is not possible; give a whole number from 0 to 65535"));
    CHECK(contains(text, "--search-timeout: \"5\" is not possible; give a time from 100ms to 1h"));
    CHECK(contains(text, "--bogus: there is no such setting"));
    CHECK_FALSE(contains(text, "3: there is no"));
    CHECK(contains(text, "--origin: \"https://a.example/\""));
    CHECK(contains(text, "--address: \"localhost\""));
    CHECK(contains(text, "--connections-max: \"-1\""));
    CHECK(contains(text, "--heartbeat-interval: \"1.5s\""));
    CHECK(contains(text, "--evidence-bytes: \"12x\""));
    CHECK(contains(text, "--log-level: \"loud\""));
    CHECK(contains(text, "--token-life: \"soon\""));
    CHECK(contains(text, "no-such-setting"));
}

TEST_CASE("a database address that is none is refused without repeating it, since it may hold a password") {
    const auto refused = read({"--database", "mysql://user:secret@host/name"});
    REQUIRE_FALSE(refused);
    CHECK(contains(refused.error().text, "--database: the value is not possible"));
    CHECK_FALSE(contains(refused.error().text, "secret"));
    CHECK(read({"--database", "postgresql://u:p@h/d"})->database == "postgresql://u:p@h/d");
}

TEST_CASE("values that contradict each other are refused") {
    const auto refused = read({"--heartbeat-interval", "10s", "--heartbeat-timeout", "10s"});
    REQUIRE_FALSE(refused);
    CHECK(contains(refused.error().text, "--heartbeat-timeout"));
}

TEST_CASE("somebody in the background is not waited for shorter than others") {
    const auto refused = read({"--resume-window", "3m"});
    REQUIRE_FALSE(refused);
    CHECK(contains(refused.error().text, "--resume-window-away: 2m is not possible"));
    CHECK(read({"--resume-window", "3m", "--resume-window-away", "3m"})->engine.resume_window == minutes(3));
}

TEST_CASE("test faults are switched on by the flag alone, and only where nobody else can reach them") {
    CHECK_FALSE(read({})->test_faults);
    CHECK(read({"--test-faults"})->test_faults);
    CHECK(read({"--test-faults", "--port", "1"})->port == 1);
    CHECK_FALSE(read({"--test-faults=false"})->test_faults);
    CHECK(read({"--test-faults", "--address", "::1"})->test_faults);
    for (const char* address : {"0.0.0.0", "::", "192.0.2.7"}) {
        const auto refused = read({"--test-faults", "--address", address});
        REQUIRE_FALSE(refused);
        CHECK(contains(refused.error().text, "--test-faults: not possible with --address"));
    }
    CHECK(contains(read({"--test-faults=maybe"}).error().text, "--test-faults: \"maybe\""));
    {
        const Variable variable("STIMCHAT_TEST_FAULTS", "true");
        CHECK(read({})->test_faults);
    }
    const ConfigFile file("test-faults = true\n");
    CHECK(read({"--config", file.path()})->test_faults);
}

TEST_CASE("a file that is not there is refused by its name") {
    const auto refused = read({"--config", "/no/such/file.toml"});
    REQUIRE_FALSE(refused);
    CHECK(contains(refused.error().text, "/no/such/file.toml"));
    const Variable named("STIMCHAT_CONFIG", "/no/such/other.toml");
    CHECK(contains(read({}).error().text, "/no/such/other.toml"));
}

TEST_CASE("the help names every setting with its variable, range and default") {
    const auto help = read({"--help"});
    REQUIRE_FALSE(help);
    CHECK(help.error().exit_code == 0);
    for (const config::Setting& setting : config::settings()) {
        CHECK(contains(help.error().text, "--" + std::string(setting.name)));
        CHECK(contains(help.error().text, config::environment_name(setting)));
        CHECK(contains(help.error().text, setting.range));
        CHECK(contains(help.error().text, "default: " + setting.default_text));
    }
}

TEST_CASE("admin add names a moderator, with settings before or after") {
    CHECK(read({"admin", "add", "ada", "--data", "elsewhere"})->moderator_to_add == "ada");
    const auto config = read({"--data", "elsewhere", "admin", "add", "ada"});
    REQUIRE(config);
    CHECK(config->moderator_to_add == "ada");
    CHECK(config->database == "sqlite:elsewhere/stimchat.db");
    CHECK_FALSE(read({"admin", "add"}));
    CHECK_FALSE(read({"admin"}));
    CHECK_FALSE(read({"serve"}));
}

TEST_CASE("times are a whole number and a unit") {
    using config::parse_duration;
    CHECK(parse_duration("500ms") == milliseconds(500));
    CHECK(parse_duration("60s") == seconds(60));
    CHECK(parse_duration("10m") == minutes(10));
    CHECK(parse_duration("24h") == hours(24));
    CHECK(parse_duration("30d") == hours(720));
    CHECK(parse_duration("0s") == seconds(0));
    for (const char* text : {"", "5", "s", "-1s", "1.5s", "1 s", "1S", "1s ", " 1s", "1w", "99999999999999999999s",
                             "9223372036854775807d"}) {
        CHECK_FALSE(parse_duration(text));
    }
    for (const char* text : {"500ms", "59s", "10m", "23h", "30d", "0s"}) {
        CHECK(config::format_duration(*parse_duration(text)) == text);
    }
}
