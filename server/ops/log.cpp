#include "server/ops/log.hpp"

#include "shared/core/overloaded.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>
#include <utility>

#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>
#include <boost/json/value.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

namespace stimchat::ops {
namespace {

std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warn:
            return "warn";
        case LogLevel::error:
            return "error";
    }
    return "error";
}

/// RFC 3339 in UTC with milliseconds.
std::string time_stamp() {
    const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const std::int64_t ms = now.time_since_epoch().count();
    const std::time_t whole_seconds = ms / 1000;
    std::tm parts{};
    gmtime_r(&whole_seconds, &parts);
    char text[32];
    const std::size_t date_bytes = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    std::snprintf(text + date_bytes, sizeof text - date_bytes, ".%03dZ", static_cast<int>(ms % 1000));
    return text;
}

std::string quoted(std::string_view text) {
    return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

bool is_plain_word(std::string_view text) {
    return !text.empty() && text.find_first_of(" \"=\\\n\r\t") == std::string_view::npos;
}

std::string human_line(LogLevel level, std::string_view event, LogFields fields) {
    std::string line = time_stamp();
    line.append(" ").append(name_of(level)).append(" ").append(event);
    for (const LogField& field : fields) {
        line.append(" ").append(field.key).append("=");
        std::visit(
            overloaded{[&](std::int64_t number) { line += std::to_string(number); },
                       [&](std::string_view text) { line += is_plain_word(text) ? std::string(text) : quoted(text); }},
            field.value);
    }
    return line;
}

std::string json_line(LogLevel level, std::string_view event, LogFields fields) {
    std::string line = "{\"at\":" + quoted(time_stamp());
    line.append(",\"level\":").append(quoted(name_of(level))).append(",\"event\":").append(quoted(event));
    for (const LogField& field : fields) {
        line.append(",").append(quoted(field.key)).append(":");
        std::visit(overloaded{[&](std::int64_t number) { line += std::to_string(number); },
                              [&](std::string_view text) { line += quoted(text); }},
                   field.value);
    }
    return line + "}";
}

spdlog::level::level_enum spdlog_level(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warn:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

}  // namespace

struct Log::Sink {
    spdlog::logger logger;

    explicit Sink(std::ostream& out)
        : logger("stimchat", std::make_shared<spdlog::sinks::ostream_sink_mt>(out, /*force_flush=*/true)) {
        // The line is ready made: spdlog carries it, under its lock, and adds nothing.
        logger.set_pattern("%v");
        logger.set_level(spdlog::level::trace);
    }
};

std::optional<LogFormat> parse_log_format(std::string_view name) {
    if (name == "human") return LogFormat::human;
    if (name == "json") return LogFormat::json;
    return std::nullopt;
}

std::optional<LogLevel> parse_log_level(std::string_view name) {
    for (LogLevel level : {LogLevel::debug, LogLevel::info, LogLevel::warn, LogLevel::error}) {
        if (name == name_of(level)) return level;
    }
    return std::nullopt;
}

Log::Log(LogFormat format, LogLevel least, std::ostream& out)
    : format_(format), least_(least), sink_(std::make_unique<Sink>(out)) {}

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view event, LogFields fields) {
    if (level < least_) return;
    const std::string line =
        format_ == LogFormat::json ? json_line(level, event, fields) : human_line(level, event, fields);
    sink_->logger.log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace stimchat::ops
