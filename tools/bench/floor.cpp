/// The bare relay that StimChat is measured against: epoll, fixed records, one thread; its server and its load.

#include "tools/bench/floor_load.hpp"
#include "tools/bench/floor_server.hpp"

#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>

namespace {

using namespace stimchat;

int serve(std::uint16_t port) {
    load::Reactor reactor;
    const bench::FloorServer server(reactor, port);
    std::cout << "The floor is ready on port " << server.port() << std::endl;
    while (true)
        reactor.run_once(-1);
}

int drive(const bench::FloorShape& shape, const std::string& json_path) {
    const auto figures = bench::run_floor_load(shape);
    if (!figures) return EXIT_FAILURE;
    load::print(*figures);
    if (!json_path.empty()) load::write_json(*figures, json_path);
    return EXIT_SUCCESS;
}

}  // namespace

int main(int argument_count, char** arguments) {
    CLI::App app{"The bare epoll relay that StimChat is measured against."};
    app.option_defaults()->always_capture_default();
    app.require_subcommand(1);
    bench::FloorShape shape;
    std::uint16_t port = 0;
    std::string json_path;

    CLI::App& serve_command = *app.add_subcommand("serve", "Relay until killed");
    serve_command.add_option("--port", port, "Where to listen; 0: any free port");
    CLI::App& load_command = *app.add_subcommand("load", "Drive a floor server, as stimchat-loadgen chat does");
    load_command.add_option("--port", shape.server.port, "Where the floor listens")->required();
    load_command.add_option("--server-pid", shape.server_process, "Read this process's CPU time");
    load_command.add_option("--pairs", shape.pairs, "How many pairs")->check(CLI::Range(1, 50'000));
    load_command.add_option("--messages", shape.messages, "Texts that each person says")
        ->check(CLI::Range(1, 1'000'000));
    load_command.add_option("--in-flight", shape.in_flight, "Texts unanswered at a time")->check(CLI::Range(1, 1000));
    load_command.add_option("--time-limit", shape.time_limit_s, "Seconds after which the run has failed");
    load_command.add_option("--json", json_path, "Also write the figures to this file");
    CLI11_PARSE(app, argument_count, arguments);

    try {
        return app.got_subcommand("serve") ? serve(port) : drive(shape, json_path);
    } catch (const std::exception& error) {
        std::cerr << "stimchat-floor: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
