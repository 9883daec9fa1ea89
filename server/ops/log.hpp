#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

namespace stimchat::ops {

enum class LogFormat : std::uint8_t { human, json };
enum class LogLevel : std::uint8_t { debug, info, warn, error };

std::optional<LogFormat> parse_log_format(std::string_view name);
std::optional<LogLevel> parse_log_level(std::string_view name);

/// One key=value of a log line. Never a network address, a token, a message text or anything else a person wrote:
/// numbers, codes and names of this program's own things.
struct LogField {
    std::string_view key;
    std::variant<std::int64_t, std::string_view> value;

    LogField(std::string_view name, std::integral auto number) : key(name), value(static_cast<std::int64_t>(number)) {}
    LogField(std::string_view name, std::string_view text) : key(name), value(text) {}
    LogField(std::string_view name, const char* text) : key(name), value(std::string_view(text)) {}
};
using LogFields = std::initializer_list<LogField>;

/// Structured log: an event's name, in dotted lower case, and fields. Human: "TIME level event key=value ...". JSON:
/// one object a line with "at", "level", "event" and the fields. Any thread may write.
class Log {
  public:
    /// `out` outlives the log. Each line is flushed.
    Log(LogFormat format, LogLevel least, std::ostream& out);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    void debug(std::string_view event, LogFields fields = {}) { write(LogLevel::debug, event, fields); }
    void info(std::string_view event, LogFields fields = {}) { write(LogLevel::info, event, fields); }
    void warn(std::string_view event, LogFields fields = {}) { write(LogLevel::warn, event, fields); }
    void error(std::string_view event, LogFields fields = {}) { write(LogLevel::error, event, fields); }

  private:
    void write(LogLevel level, std::string_view event, LogFields fields);

    struct Sink;
    LogFormat format_;
    LogLevel least_;
    std::unique_ptr<Sink> sink_;
};

}  // namespace stimchat::ops
