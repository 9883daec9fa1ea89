#include "tools/load/options.hpp"

#include "shared/protocol/limits.hpp"

#include <map>
#include <string>

#include <CLI/CLI.hpp>

namespace stimchat::load {

namespace {

constexpr std::size_t sessions_max = 100'000;
// Three descriptors each of the two need: the client's, and the proxy's two.
constexpr std::size_t pairs_cut_off_max = 3000;
constexpr std::uint32_t messages_max = 100'000;
constexpr std::uint32_t text_bytes_min = 20;  // author and number have to fit

void add_chat(CLI::App& app, ChatOptions& chat) {
    CLI::App& command = *app.add_subcommand("chat", "Pairs of people who talk, both ways at once");
    command.add_option("--pairs", chat.pairs, "How many pairs")->check(CLI::Range(std::size_t{1}, sessions_max / 2));
    command.add_option("--messages", chat.texts.messages, "Texts that each person says")
        ->check(CLI::Range(1U, messages_max));
    command.add_option("--in-flight", chat.texts.in_flight, "Texts that each person has unanswered at a time")
        ->check(CLI::Range(std::size_t{1}, limits::outbox_messages_max));
    command.add_option("--text-bytes", chat.texts.text_bytes, "Length of a text")
        ->check(CLI::Range(std::size_t{text_bytes_min}, limits::text_code_points_max));
}

void add_idle(CLI::App& app, IdleOptions& idle) {
    CLI::App& command = *app.add_subcommand("idle", "Sessions that say nothing: what one costs in the server's memory");
    command.add_option("--from", idle.sessions_from, "First count")->check(CLI::Range(std::size_t{1}, sessions_max));
    command.add_option("--to", idle.sessions_to, "Second count")->check(CLI::Range(std::size_t{2}, sessions_max));
    command.add_option("--settle", idle.settle_s, "Seconds to wait before each reading")->check(CLI::Range(0U, 600U));
}

void add_chaos(CLI::App& app, ChaosOptions& chaos) {
    CLI::App& command = *app.add_subcommand(
        "chaos", "Pairs who talk while their connections are cut, stalled and half-opened, all of it from --seed");
    command.add_option("--pairs", chaos.pairs, "How many pairs")->check(CLI::Range(std::size_t{1}, pairs_cut_off_max));
    command.add_option("--seconds", chaos.seconds, "How long faults come")->check(CLI::Range(1U, 86'400U));
    command
        .add_option("--interval", chaos.fault_interval_ms, "Milliseconds between two faults of one connection, mean")
        ->check(CLI::Range(100U, 3'600'000U));
    command.add_option("--delay", chaos.delay_ms, "Milliseconds that each byte takes, each way")
        ->check(CLI::Range(0U, 10'000U));
    command.add_flag("!--no-proxy", chaos.through_proxy, "No faults of our own: the network is bad as it is");
}

void add_storm(CLI::App& app, StormOptions& storm) {
    using Cause = StormOptions::Cause;
    static const std::map<std::string, Cause> causes{
        {"cut", Cause::cut}, {"drain", Cause::drain}, {"kill", Cause::kill}};
    CLI::App& command = *app.add_subcommand("storm", "Pairs in chats who are all cut off at once, and come back");
    command.add_option("--pairs", storm.pairs, "How many pairs")->check(CLI::Range(std::size_t{1}, pairs_cut_off_max));
    command.add_option("--rounds", storm.rounds, "How often")->check(CLI::Range(1U, 100U));
    command
        .add_option("--by", storm.cause,
                    "cut: all connections are reset; drain, kill: the server gets SIGTERM or SIGKILL, and is to be "
                    "started again by others")
        ->transform(CLI::CheckedTransformer(causes));
}

}  // namespace

ParsedOptions parse_options(int argument_count, const char* const* arguments) {
    CLI::App app{"Drives a StimChat server on this machine and checks everything that comes back."};
    app.option_defaults()->always_capture_default();
    app.require_subcommand(1);
    app.fallthrough();

    ParsedOptions parsed;
    Options& options = parsed.options;
    app.add_option("--port", options.server.port, "Where the server listens on 127.0.0.1")->check(CLI::Range(1, 65535));
    app.add_option("--server-pid", options.server_process, "Read this process's memory and CPU time");
    app.add_option("--server-pid-file", options.server_process_file, "Where the present server's process id stands");
    app.add_option("--time-limit", options.time_limit_s, "Seconds after which the run has failed")
        ->check(CLI::Range(1U, 3600U));
    app.add_option("--seed", options.seed, "Message ids, faults and what people do follow from it");
    app.add_option("--json", options.json_path, "Also write the figures to this file");

    ChatOptions chat;
    IdleOptions idle;
    ChaosOptions chaos;
    StormOptions storm;
    add_chat(app, chat);
    add_idle(app, idle);
    add_chaos(app, chaos);
    add_storm(app, storm);
    try {
        app.parse(argument_count, arguments);
        if (idle.sessions_to <= idle.sessions_from) throw CLI::ValidationError("--to", "has to be greater than --from");
        if (app.got_subcommand("idle") && options.server_process == 0)
            throw CLI::ValidationError("--server-pid", "is needed to read the server's memory");
        if (app.got_subcommand("storm") && storm.cause != StormOptions::Cause::cut &&
            options.server_process_file.empty())
            throw CLI::ValidationError("--server-pid-file", "is needed to stop the server");
    } catch (const CLI::ParseError& error) {
        parsed.exit_status = app.exit(error);
        return parsed;
    }
    if (app.got_subcommand("chat")) options.chat = chat;
    if (app.got_subcommand("idle")) options.idle = idle;
    if (app.got_subcommand("chaos")) options.chaos = chaos;
    if (app.got_subcommand("storm")) options.storm = storm;
    return parsed;
}

}  // namespace stimchat::load
