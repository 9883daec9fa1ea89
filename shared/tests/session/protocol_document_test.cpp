#include "shared/tests/session/protocol_document.hpp"

#include "shared/protocol/close_codes.hpp"
#include "shared/protocol/codec.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/protocol/version.hpp"
#include "shared/session/client_events.hpp"
#include "shared/session/server_transitions.hpp"
#include "shared/tests/protocol/test_files.hpp"

#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

/// PROTOCOL.md says what the code does.

using namespace stimchat;
using namespace stimchat::protocol;
using document::blocks;
using document::check_part;
using document::code;
using document::says;
using document::yes_or_no;

namespace {

template <class Message>
std::string encoded(const Message& message) {
    std::string out;
    encode(message, out);
    return out;
}

struct NamedLimit {
    std::string name;
    std::uint64_t value;
};

std::uint64_t in_ms(Duration duration) {
    return static_cast<std::uint64_t>(duration.ms);
}

std::vector<NamedLimit> named_limits() {
#define NUMBER(name) \
    { #name, limits::name }
#define TIME(name) \
    { #name, in_ms(limits::name) }
    return {
        NUMBER(frame_bytes_max),
        NUMBER(json_depth_max),
        NUMBER(json_members_max),
        NUMBER(json_integer_max),
        NUMBER(text_code_points_max),
        NUMBER(report_note_code_points_max),
        NUMBER(token_bytes_max),
        NUMBER(client_name_bytes_max),
        TIME(hello_timeout),
        NUMBER(dedupe_window_commands),
        NUMBER(unreadable_frames_max),
        NUMBER(refusals_in_a_row_max),
        NUMBER(command_burst),
        NUMBER(commands_per_second),
        NUMBER(repeat_burst),
        NUMBER(repeats_per_second),
        NUMBER(sessions_per_participant_max),
        TIME(resume_window),
        TIME(resume_window_away),
        TIME(heartbeat_interval),
        TIME(heartbeat_timeout),
        NUMBER(transcript_messages_max),
        NUMBER(transcript_bytes_max),
        TIME(typing_timeout),
        NUMBER(outbox_messages_max),
        NUMBER(log_entries_max),
        TIME(ack_timeout),
        TIME(resend_interval),
        TIME(probe_timeout),
        TIME(typing_interval),
        TIME(receipt_interval),
        TIME(backoff_base),
        TIME(backoff_cap),
        TIME(report_resend_cap),
    };
#undef NUMBER
#undef TIME
}

}  // namespace

TEST_CASE("PROTOCOL.md: the table of refusals is the code's") {
    std::string table = "| code | retryable | sentence |\n|---|---|---|\n";
    for (const NackRule& rule : nack_rules)
        table +=
            "| " + code(rule.name) + " | " + yes_or_no(rule.retryable) + " | " + std::string(rule.sentence) + " |\n";
    check_part("refusals", table);
}

TEST_CASE("PROTOCOL.md: the table of close codes is the code's") {
    std::string table = "| code | name | come back | meaning |\n|---|---|---|---|\n";
    for (const CloseRule& rule : close_rules)
        table += "| " + std::to_string(static_cast<int>(rule.code)) + " | " + code(rule.name) + " | " +
                 yes_or_no(rule.reconnect) + " | " + std::string(rule.meaning) + " |\n";
    check_part("close codes", table);
}

TEST_CASE("PROTOCOL.md: the table of commands by phase is the code's") {
    using namespace session;
    std::string table = "| phase |", line = "|---|";
    for (std::size_t kind = 0; kind < command_kinds; ++kind) {
        table += " " + std::string(name_of(static_cast<CommandKind>(kind))) + " |";
        line += "---|";
    }
    table += "\n" + line + "\n";
    for (std::size_t phase = 0; phase < server_phases; ++phase) {
        table += "| " + std::string(name_of(static_cast<ServerPhase>(phase))) + " |";
        for (std::size_t kind = 0; kind < command_kinds; ++kind) {
            const CommandRule& rule = session::rule_of(static_cast<ServerPhase>(phase), static_cast<CommandKind>(kind));
            table += rule.refusal ? " " + code(protocol::rule_of(*rule.refusal).name) + " |" : " yes |";
        }
        table += "\n";
    }
    check_part("commands by phase", table);
}

TEST_CASE("PROTOCOL.md: the table of phase changes is the code's") {
    using namespace session;
    std::string table = "| from | to | when |\n|---|---|---|\n";
    for (const PhaseChange& change : phase_changes)
        table += "| " + std::string(name_of(change.from)) + " | " + std::string(name_of(change.to)) + " | " +
                 std::string(change.cause) + " |\n";
    check_part("phase changes", table);
}

TEST_CASE("PROTOCOL.md: the table of limits has every limit with its value") {
    const auto limits = named_limits();
    for (const NamedLimit& limit : limits) {
        CAPTURE(limit.name);
        CHECK(says("\n| " + code(limit.name) + " | " + std::to_string(limit.value) + " | "));
    }
    // So that a new limit is not forgotten here.
    const std::string header = test::read_file("shared/protocol/limits.hpp");
    std::size_t constants = 0;
    for (std::size_t at = 0; (at = header.find("inline constexpr ", at)) != std::string::npos; ++at)
        ++constants;
    CHECK(constants == limits.size());
}

TEST_CASE("PROTOCOL.md: each command of the examples is read, and canonical") {
    Decoder decoder;
    std::set<std::size_t> kinds;
    for (const std::string& frame : blocks("json command")) {
        CAPTURE(frame);
        const auto command = decoder.decode_command(frame);
        REQUIRE(command);
        CHECK(encoded(*command) == frame);
        kinds.insert(command->body.index());
    }
    CHECK(kinds.size() == std::variant_size_v<CommandBody>);
}

TEST_CASE("PROTOCOL.md: each server message of the examples is read, and canonical") {
    Decoder decoder;
    std::set<std::size_t> kinds;
    for (const std::string& frame : blocks("json server")) {
        CAPTURE(frame);
        const auto message = decoder.decode_server_message(frame);
        REQUIRE(message);
        CHECK(encoded(*message) == frame);
        kinds.insert(message->body.index());
    }
    CHECK(kinds.size() == std::variant_size_v<ServerBody>);
}

TEST_CASE("PROTOCOL.md: no frame is shown that is not tested") {
    for (const std::string& line : test::lines_of(document::text()))
        if (line.rfind("```json", 0) == 0) CHECK((line == "```json command" || line == "```json server"));
}

TEST_CASE("PROTOCOL.md: versions, path, subprotocol and report reasons are the code's") {
    CHECK(says("protocol, version " + std::to_string(protocol_version) + "\n"));
    CHECK(says("subprotocol " + code(websocket_subprotocol)));
    CHECK(says("`ws://HOST" + std::string(websocket_path) + "`"));
    CHECK(says("at present " + std::to_string(terms_version) + "."));
    for (int reason = 0; reason <= static_cast<int>(session::ReportReason::other); ++reason)
        CHECK(says(code(session::name_of(static_cast<session::ReportReason>(reason)))));
}
