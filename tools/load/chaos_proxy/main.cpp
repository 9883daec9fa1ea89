#include "tools/load/proxy/control_desk.hpp"
#include "tools/load/proxy/fault_driver.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <limits>
#include <optional>

#include <CLI/CLI.hpp>
#include <sys/resource.h>

namespace {

using namespace stimchat::load;

constexpr std::int64_t ns_per_ms = 1'000'000;
// What is due goes out, and faults come, within this time; delays are exact to it.
constexpr int turn_ms_max = 1;

struct ProxyOptions {
    std::uint16_t listen_port = 0;
    std::uint16_t target_port = 0;
    std::uint32_t delay_ms = 0;
    std::uint64_t bytes_per_s = 0;
    std::optional<std::uint16_t> control_port;
    std::optional<std::uint64_t> seed;
    std::uint32_t interval_ms = 2000;
};

void add_options(CLI::App& app, ProxyOptions& options) {
    app.add_option("--listen", options.listen_port, "Port on 127.0.0.1; 0: any free one, printed at the start");
    app.add_option("--to", options.target_port, "Port of the server on 127.0.0.1")
        ->required()
        ->check(CLI::Range(1, 65535));
    app.add_option("--delay", options.delay_ms, "Milliseconds that each byte takes, each way")
        ->check(CLI::Range(0U, 60'000U));
    app.add_option("--bandwidth", options.bytes_per_s, "Bytes a second, each way and connection; 0: no limit");
    app.add_option("--control", options.control_port,
                   "Port on 127.0.0.1 for commands, a line each: FAULT [newest], delay MS, bandwidth BYTES, heal, "
                   "status. Faults: reset, close, lose-client, lose-server, swallow, stall MS, cut-from-client BYTES, "
                   "cut-from-server BYTES, next-cut-from-client BYTES, next-cut-from-server BYTES, refuse MS");
    app.add_option("--seed", options.seed, "Faults by themselves, all of them from this number");
    app.add_option("--interval", options.interval_ms, "Milliseconds between two of those, in the mean")
        ->check(CLI::Range(1U, 600'000U));
}

void raise_descriptor_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

[[noreturn]] void serve(const ProxyOptions& options) {
    raise_descriptor_limit();
    Reactor reactor;
    Proxy proxy(reactor, {.port = options.target_port}, options.listen_port);
    proxy.set_shape({options.delay_ms * ns_per_ms, options.bytes_per_s});
    std::optional<ControlDesk> desk;
    std::cout << "listening on 127.0.0.1:" << proxy.port() << '\n';
    if (options.control_port) {
        desk.emplace(reactor, proxy, *options.control_port);
        std::cout << "commands on 127.0.0.1:" << desk->port() << '\n';
    }
    std::cout.flush();
    std::optional<FaultDriver> driver;
    if (options.seed)
        driver.emplace(proxy, FaultPlan(*options.seed, options.interval_ms), std::numeric_limits<std::int64_t>::max());
    for (;;) {
        reactor.run_once(proxy.next_due_ns() || driver ? turn_ms_max : -1);
        proxy.on_time();
        if (driver) driver->on_time();
    }
}

}  // namespace

int main(int argument_count, char** arguments) {
    try {
        CLI::App app{"A TCP proxy on loopback that does to connections what bad networks do."};
        app.option_defaults()->always_capture_default();
        ProxyOptions options;
        add_options(app, options);
        CLI11_PARSE(app, argument_count, arguments);
        serve(options);
    } catch (const std::exception& error) {
        std::cerr << "stimchat-chaos-proxy: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
