#include "server/ops/log.hpp"

#include "server/ops/log_throttle.hpp"

#include <sstream>
#include <string>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

using namespace stimchat::ops;

TEST_CASE("a line for people has the time, the level, the event and its fields") {
    std::ostringstream out;
    Log log(LogFormat::human, LogLevel::info, out);
    log.info("server.ready", {{"port", 8080}, {"why", "two words"}, {"kind", "plain"}});
    const std::string line = out.str();
    CHECK(line.ends_with(" info server.ready port=8080 why=\"two words\" kind=plain\n"));
    CHECK(line.substr(4, 1) == "-");
    CHECK(line.substr(23, 2) == "Z ");
}

TEST_CASE("a line for programs is one JSON object, whatever is in it") {
    std::ostringstream out;
    Log log(LogFormat::json, LogLevel::debug, out);
    log.error("x.failed", {{"why", "a \"quote\",\na line and \x01"}, {"count", std::size_t{7}}});
    const std::string line = out.str();
    CHECK(line.find('\n') == line.size() - 1);
    const auto object = boost::json::parse(line).as_object();
    CHECK(object.at("level") == "error");
    CHECK(object.at("event") == "x.failed");
    CHECK(object.at("why") == "a \"quote\",\na line and \x01");
    CHECK(object.at("count") == 7);
    CHECK(object.at("at").as_string().size() == 24);
}

TEST_CASE("a person's words cannot forge a second line") {
    std::ostringstream out;
    Log log(LogFormat::human, LogLevel::info, out);
    log.info("x", {{"why", "one\n2026-01-01 info forged"}});
    const std::string text = out.str();
    CHECK(text.find('\n') == text.size() - 1);
}

TEST_CASE("lines below the level are not written") {
    std::ostringstream out;
    Log log(LogFormat::human, LogLevel::warn, out);
    log.debug("a");
    log.info("b");
    log.warn("c");
    CHECK(out.str().find(" warn c\n") != std::string::npos);
    CHECK(out.str().find(" info ") == std::string::npos);
}

TEST_CASE("what clients can cause at will is written once, and counted until the next line") {
    std::ostringstream out;
    Log log(LogFormat::human, LogLevel::info, out);
    LogThrottle throttle(log, "client.fault", std::chrono::hours(1));
    for (int i = 0; i < 1000; ++i)
        throttle.happened("noise");
    CHECK(out.str().ends_with("client.fault why=noise times=1\n"));
    CHECK(out.str().size() < 200);

    LogThrottle always(log, "other.fault", std::chrono::milliseconds(0));
    always.happened("x");
    always.happened("x");
    CHECK(out.str().ends_with("other.fault why=x times=1\n"));
}
