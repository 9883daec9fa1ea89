#include "server/config/settings.hpp"

#include "server/config/duration_text.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <utility>

#include <arpa/inet.h>

namespace stimchat::config {
namespace {

constexpr std::int64_t mebibyte = 1024 * 1024;

using Read = std::function<bool(const std::string&, Config&)>;

template <class Assign>
Setting number(std::string_view name, std::string_view help, std::int64_t fallback, std::int64_t least,
               std::int64_t most, Assign assign) {
    return {.name = name,
            .help = help,
            .default_text = std::to_string(fallback),
            .range = "a whole number from " + std::to_string(least) + " to " + std::to_string(most),
            .read = [=](const std::string& text, Config& config) {
                std::int64_t value = 0;
                const char* const end = text.data() + text.size();
                const auto [rest, fault] = std::from_chars(text.data(), end, value);
                if (fault != std::errc() || rest != end || value < least || value > most) return false;
                assign(config, value);
                return true;
            }};
}

template <class Assign>
Setting duration(std::string_view name, std::string_view help, Duration fallback, Duration least, Duration most,
                 Assign assign) {
    return {.name = name,
            .help = help,
            .default_text = format_duration(fallback),
            .range = "a time from " + format_duration(least) + " to " + format_duration(most) +
                     " (a whole number and ms, s, m, h or d)",
            .read = [=](const std::string& text, Config& config) {
                const auto value = parse_duration(text);
                if (!value || *value < least || *value > most) return false;
                assign(config, *value);
                return true;
            }};
}

Setting text(std::string_view name, std::string_view help, std::string fallback, std::string range, Read read) {
    return {.name = name,
            .help = help,
            .default_text = std::move(fallback),
            .range = std::move(range),
            .read = std::move(read)};
}

Setting toggle(std::string_view name, std::string_view help, bool Config::*member) {
    Setting setting = text(name, help, "false", "true or false", [member](const std::string& value, Config& config) {
        config.*member = value == "true" || value == "1";
        return config.*member || value == "false" || value == "0";
    });
    setting.is_switch = true;
    return setting;
}

Setting folder(std::string_view name, std::string_view help, std::string fallback, std::string Config::*member) {
    return text(name, help, std::move(fallback), "a folder", [member](const std::string& value, Config& config) {
        config.*member = value;
        return !value.empty();
    });
}

bool is_ip_address(const std::string& text) {
    unsigned char parsed[sizeof(in6_addr)];
    return inet_pton(AF_INET, text.c_str(), parsed) == 1 || inet_pton(AF_INET6, text.c_str(), parsed) == 1;
}

/// Nobody but this machine itself reaches it.
bool is_loopback(const std::string& address) {
    return address.starts_with("127.") || address == "::1";
}

bool is_database_url(const std::string& text) {
    return (text.starts_with("sqlite:") && text.size() > 7) || text.starts_with("postgresql://") ||
           text.starts_with("postgres://");
}

/// As a browser writes it: nothing after the port, no capitals.
bool is_origin(const std::string& text) {
    const std::size_t scheme_bytes = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
    if (scheme_bytes == 0 || text.size() == scheme_bytes) return false;
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(scheme_bytes), text.end(), [](unsigned char c) {
        return std::islower(c) || std::isdigit(c) || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
    });
}

std::vector<Setting> network_settings() {
    std::vector<Setting> list;
    list.push_back(text("address", "Where to listen. 0.0.0.0: on all networks, so that others can reach it.",
                        "127.0.0.1", "an IPv4 or IPv6 address", [](const std::string& value, Config& config) {
                            config.address = value;
                            return is_ip_address(value);
                        }));
    list.push_back(number("port", "TCP port; 0: any free one, printed at the start.", 8080, 0, 65535,
                          [](Config& config, auto value) { config.port = static_cast<std::uint16_t>(value); }));
    list.push_back(text("origin",
                        "A web origin whose pages may use this server. May be given several times (in the variable and "
                        "the file: a list).",
                        "pages from this server itself", "scheme, host and port, e.g. https://chat.example.org",
                        [](const std::string& value, Config& config) {
                            config.origins.push_back(value);
                            return is_origin(value);
                        }));
    list.back().repeatable = true;
    list.push_back(number(
        "connections-max", "WebSockets at once. Lowered to what the limit of open files allows.", 18'000, 1, 1'000'000,
        [](Config& config, auto value) { config.engine.connections_max = static_cast<std::size_t>(value); }));
    list.push_back(duration("write-stall-timeout",
                            "After how long a connection is closed that does not take what is sent to it.",
                            Config{}.write_stall_timeout, milliseconds(100), seconds(25),
                            [](Config& config, Duration value) { config.write_stall_timeout = value; }));
    return list;
}

std::vector<Setting> storage_settings() {
    std::vector<Setting> list;
    list.push_back(folder("data", "Folder of the server's key and, by default, its database. Made if it is missing.",
                          "data", &Config::data_folder));
    list.push_back(text("database", "Where reports, bans and moderators are stored.", "sqlite:DATA/stimchat.db",
                        "sqlite:PATH or postgresql://USER:PASSWORD@HOST/NAME",
                        [](const std::string& value, Config& config) {
                            config.database = value;
                            return is_database_url(value);
                        }));
    list.back().secret = true;
    list.push_back(
        folder("migrations", "Folder of the database's migrations.", "migrations", &Config::migrations_folder));
    list.push_back(folder("web-root", "Folder of the page to serve. Without it: only the API and the WebSocket.",
                          "none", &Config::web_root));
    return list;
}

std::vector<Setting> chat_settings() {
    std::vector<Setting> list;
    list.push_back(duration("search-timeout", "How long a search for a partner lasts.", seconds(60), milliseconds(100),
                            hours(1), [](Config& config, Duration value) { config.engine.search_timeout = value; }));
    list.push_back(duration("report-window", "How long after its end a chat can be reported.", minutes(10), seconds(0),
                            hours(24), [](Config& config, Duration value) { config.engine.report_window = value; }));
    list.push_back(duration("rematch-cooldown", "How long two people who have met are not matched again.", minutes(5),
                            seconds(0), hours(24),
                            [](Config& config, Duration value) { config.engine.rematch_cooldown = value; }));
    list.push_back(duration("heartbeat-interval", "How often a silent connection is asked for a sign of life.",
                            limits::heartbeat_interval, milliseconds(100), minutes(10),
                            [](Config& config, Duration value) { config.engine.heartbeat_interval = value; }));
    list.push_back(duration("heartbeat-timeout", "After how long without a sign of life a connection is closed.",
                            limits::heartbeat_timeout, milliseconds(200), hours(1),
                            [](Config& config, Duration value) { config.engine.heartbeat_timeout = value; }));
    list.push_back(duration("resume-window",
                            "How long a lost connection may take to come back, while the partner waits.",
                            limits::resume_window, seconds(0), minutes(10),
                            [](Config& config, Duration value) { config.engine.resume_window = value; }));
    list.push_back(duration("resume-window-away",
                            "The same for somebody who had the page in the background, e.g. on a phone.",
                            limits::resume_window_away, seconds(0), hours(1),
                            [](Config& config, Duration value) { config.engine.resume_window_away = value; }));
    list.push_back(number("commands-per-second", "What one session may send in the long run.",
                          limits::commands_per_second, 1, 10'000, [](Config& config, auto value) {
                              config.engine.commands.tokens_per_second = static_cast<std::uint32_t>(value);
                          }));
    list.push_back(
        number("command-burst", "What one session may send at once.", limits::command_burst, 1, 10'000,
               [](Config& config, auto value) { config.engine.commands.burst = static_cast<std::uint32_t>(value); }));
    list.push_back(number("evidence-bytes", "Memory for the transcripts of chats that can still be reported.",
                          512 * mebibyte, mebibyte, 1024 * 1024 * mebibyte, [](Config& config, auto value) {
                              config.engine.evidence_bytes_max = static_cast<std::size_t>(value);
                          }));
    list.push_back(duration("token-life", "How long a browser's token is valid without being renewed.",
                            Config{}.token_life, seconds(1), hours(24 * 3650),
                            [](Config& config, Duration value) { config.token_life = value; }));
    return list;
}

std::vector<Setting> operation_settings() {
    std::vector<Setting> list;
    list.push_back(duration("stop-grace",
                            "What the supervisor gives between SIGTERM and SIGKILL (systemd: TimeoutStopSec). Chats go "
                            "on for a part of it; the process ends within half of it. A second signal ends it at once.",
                            Config{}.stop_grace, seconds(1), hours(1),
                            [](Config& config, Duration value) { config.stop_grace = value; }));
    list.push_back(text("log-format", "Form of the log, which goes to standard error.", "human", "human or json",
                        [](const std::string& value, Config& config) {
                            const auto format = ops::parse_log_format(value);
                            config.log_format = format.value_or(config.log_format);
                            return format.has_value();
                        }));
    list.push_back(text("log-level", "The least important lines that are logged.", "info", "debug, info, warn or error",
                        [](const std::string& value, Config& config) {
                            const auto level = ops::parse_log_level(value);
                            config.log_level = level.value_or(config.log_level);
                            return level.has_value();
                        }));
    list.push_back(toggle("test-faults",
                          "For tests of clients only: POST /test/faults cuts, stalls and loses on demand, without any "
                          "sign-in. Needs a loopback --address.",
                          &Config::test_faults));
    return list;
}

}  // namespace

const std::vector<Setting>& settings() {
    static const std::vector<Setting> all = [] {
        std::vector<Setting> list;
        for (auto part : {network_settings(), storage_settings(), chat_settings(), operation_settings()}) {
            std::move(part.begin(), part.end(), std::back_inserter(list));
        }
        return list;
    }();
    return all;
}

std::string environment_name(const Setting& setting) {
    std::string name = "STIMCHAT_";
    for (const char c : setting.name) {
        name.push_back(c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
    }
    return name;
}

std::vector<std::string> contradictions(const Config& config) {
    std::vector<std::string> faults;
    const auto& engine = config.engine;
    if (engine.heartbeat_timeout <= engine.heartbeat_interval) {
        faults.push_back("--heartbeat-timeout: " + format_duration(engine.heartbeat_timeout) +
                         " is not possible; give a time longer than --heartbeat-interval, which is " +
                         format_duration(engine.heartbeat_interval));
    }
    if (engine.resume_window_away < engine.resume_window) {
        faults.push_back("--resume-window-away: " + format_duration(engine.resume_window_away) +
                         " is not possible; give a time not shorter than --resume-window, which is " +
                         format_duration(engine.resume_window));
    }
    if (config.test_faults && !is_loopback(config.address)) {
        faults.push_back("--test-faults: not possible with --address " + config.address +
                         ", where others could use them too; give a loopback address, e.g. 127.0.0.1");
    }
    return faults;
}

}  // namespace stimchat::config
