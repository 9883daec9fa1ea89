#include "tools/bench/floor_load.hpp"

#include "tools/load/measure/clock.hpp"
#include "tools/load/measure/latencies.hpp"
#include "tools/load/measure/server_process.hpp"

#include <iostream>
#include <memory>
#include <vector>

namespace stimchat::bench {

namespace {

using load::steady_ns;

constexpr std::int64_t ns_per_s = 1'000'000'000;
constexpr int wait_ms_max = 20;

class FloorPerson;

struct FloorCrowd {
    explicit FloorCrowd(const FloorShape& run_shape) : shape(run_shape) {}

    const FloorShape& shape;
    load::Reactor reactor;
    std::vector<std::unique_ptr<FloorPerson>> people;
    std::size_t connected = 0;
    std::uint64_t delivered = 0;
    std::uint64_t received = 0;
    bool fault = false;
    load::Latencies say_to_ack;
    load::Latencies say_to_partner;
};

class FloorPerson final : private load::SocketStream::Owner {
  public:
    FloorPerson(FloorCrowd& crowd, std::uint32_t index) : crowd_(crowd), index_(index), stream_(crowd.reactor, *this) {
        said_at_ns_.reserve(crowd.shape.messages);
        stream_.connect(crowd.shape.server, load::source_address(index));
    }

    void talk() {
        while (said_at_ns_.size() < crowd_.shape.messages && said_at_ns_.size() < acked_ + crowd_.shape.in_flight) {
            const auto text = make_text(index_, static_cast<std::uint32_t>(said_at_ns_.size()) + 1);
            said_at_ns_.push_back(steady_ns());
            stream_.output().append(text.data(), text.size());
        }
        stream_.flush();
    }

  private:
    void on_connected() override { ++crowd_.connected; }

    std::size_t on_bytes(std::string_view bytes) override {
        const std::size_t used = for_each_record(bytes, [this](RecordHead head, std::string_view) {
            head.kind == RecordKind::ack ? answered(head.number) : hear(head);
        });
        talk();
        return used;
    }

    void on_disconnected() override { crowd_.fault = true; }

    void answered(std::uint32_t number) {
        if (number != ++acked_ || number > said_at_ns_.size()) {
            crowd_.fault = true;
            return;
        }
        ++crowd_.delivered;
        crowd_.say_to_ack.add(steady_ns() - said_at_ns_[number - 1]);
    }

    void hear(const RecordHead& head) {
        if (head.number != ++heard_ || head.author >= crowd_.people.size() || head.author == index_) {
            crowd_.fault = true;
            return;
        }
        ++crowd_.received;
        crowd_.say_to_partner.add(steady_ns() - crowd_.people[head.author]->said_at_ns_[head.number - 1]);
    }

    FloorCrowd& crowd_;
    std::uint32_t index_;
    load::SocketStream stream_;
    std::vector<std::int64_t> said_at_ns_;
    std::uint32_t acked_ = 0;
    std::uint32_t heard_ = 0;
};

template <class Condition>
bool run_until(FloorCrowd& crowd, std::int64_t deadline_ns, Condition reached) {
    while (!reached()) {
        if (crowd.fault || steady_ns() >= deadline_ns) return false;
        crowd.reactor.run_once(wait_ms_max);
    }
    return !crowd.fault;
}

std::int64_t server_cpu_us(const FloorShape& shape) {
    return shape.server_process != 0 ? load::read_process_use(shape.server_process).cpu_us : 0;
}

void add_latencies(load::Figures& figures, const std::string& name, const load::LatencySummary& summary) {
    figures.emplace_back(name + "_p50_us", summary.p50_us);
    figures.emplace_back(name + "_p99_us", summary.p99_us);
    figures.emplace_back(name + "_max_us", summary.max_us);
}

}  // namespace

std::optional<load::Figures> run_floor_load(const FloorShape& shape) {
    FloorCrowd crowd(shape);
    const std::int64_t deadline_ns = steady_ns() + shape.time_limit_s * ns_per_s;
    for (std::size_t i = 0; i < shape.pairs * 2; ++i) {
        crowd.people.push_back(std::make_unique<FloorPerson>(crowd, static_cast<std::uint32_t>(i)));
        // One after the other, so that the server pairs neighbours.
        if (!run_until(crowd, deadline_ns, [&] { return crowd.connected == i + 1; })) {
            std::cerr << "floor: only " << crowd.connected << " of " << shape.pairs * 2 << " came up\n";
            return std::nullopt;
        }
    }

    const std::uint64_t texts = static_cast<std::uint64_t>(shape.messages) * shape.pairs * 2;
    crowd.say_to_ack.reserve(texts);
    crowd.say_to_partner.reserve(texts);
    const std::int64_t cpu_start_us = server_cpu_us(shape);
    const std::int64_t start_ns = steady_ns();
    for (const auto& person : crowd.people)
        person->talk();
    if (!run_until(crowd, deadline_ns, [&] { return crowd.delivered == texts && crowd.received == texts; })) {
        std::cerr << "floor: delivered " << crowd.delivered << ", received " << crowd.received << " of " << texts
                  << '\n';
        return std::nullopt;
    }
    const double elapsed_s = static_cast<double>(steady_ns() - start_ns) / ns_per_s;
    load::Figures figures{{"messages_per_s", static_cast<double>(texts) / elapsed_s}};
    if (shape.server_process != 0)
        figures.emplace_back("server_cpu_us_per_message",
                             static_cast<double>(server_cpu_us(shape) - cpu_start_us) / static_cast<double>(texts));
    add_latencies(figures, "say_to_ack", crowd.say_to_ack.summary());
    add_latencies(figures, "say_to_partner", crowd.say_to_partner.summary());
    return figures;
}

}  // namespace stimchat::bench
