#include "tools/load/crowd.hpp"
#include "tools/load/measure/server_process.hpp"
#include "tools/load/runs.hpp"

#include <iostream>

namespace stimchat::load {

namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

/// Server's CPU time so far; 0 if it is not to be read.
std::int64_t server_cpu_us(const Options& options) {
    return options.server_process != 0 ? read_process_use(options.server_process).cpu_us : 0;
}

double seconds_since(std::int64_t start_ns) {
    return static_cast<double>(steady_ns() - start_ns) / static_cast<double>(ns_per_s);
}

class ChatRun {
  public:
    ChatRun(const Options& options, const ChatOptions& chat)
        : options_(options),
          people_(chat.pairs * 2),
          texts_(static_cast<std::uint64_t>(chat.texts.messages) * people_),
          crowd_({options.server}, chat.texts, options.seed),
          deadline_ns_(steady_ns() + options.time_limit_s * ns_per_s) {
        crowd_.say_to_ack.reserve(texts_);
        crowd_.say_to_partner.reserve(texts_);
    }

    std::optional<Figures> run() {
        const bool ended = arrive() && match() && talk() && leave();
        check_pairs();
        if (!ended) std::cerr << "the time ran out\n";
        if (ended && crowd_.world().faults == 0) return figures_;
        const Progress& reached = crowd_.progress;
        std::cerr << "linked " << reached.linked << ", chatting " << reached.chatting << ", ended " << reached.ended
                  << " of " << people_ << "; delivered " << reached.delivered << ", received " << reached.received
                  << " of " << texts_ << "; faults " << crowd_.world().faults << '\n';
        return std::nullopt;
    }

  private:
    bool arrive() {
        const std::int64_t start_ns = steady_ns();
        if (!crowd_.bring_up_to(people_, deadline_ns_)) return false;
        figures_.emplace_back("sessions_up_per_s", static_cast<double>(people_) / seconds_since(start_ns));
        return true;
    }

    bool match() {
        const std::int64_t start_ns = steady_ns();
        for (std::size_t i = 0; i < people_; ++i)
            crowd_.at(i).find();
        if (!crowd_.run_until([this] { return crowd_.progress.chatting == people_; }, deadline_ns_)) return false;
        figures_.emplace_back("matches_per_s", static_cast<double>(people_) / 2 / seconds_since(start_ns));
        return true;
    }

    bool talk() {
        const std::int64_t start_ns = steady_ns();
        const std::int64_t server_cpu_start_us = server_cpu_us(options_);
        for (std::size_t i = 0; i < people_; ++i)
            crowd_.at(i).talk();
        const bool all_arrived = crowd_.run_until(
            [this] { return crowd_.progress.delivered >= texts_ && crowd_.progress.received >= texts_; }, deadline_ns_);
        if (!all_arrived) return false;
        const auto texts = static_cast<double>(texts_);
        figures_.emplace_back("messages_per_s", texts / seconds_since(start_ns));
        if (options_.server_process != 0)
            figures_.emplace_back("server_cpu_us_per_message",
                                  static_cast<double>(server_cpu_us(options_) - server_cpu_start_us) / texts);
        add_latencies("say_to_ack", crowd_.say_to_ack.summary());
        add_latencies("say_to_partner", crowd_.say_to_partner.summary());
        return true;
    }

    /// One of each pair leaves; the other's chat has to end by it.
    bool leave() {
        for (std::size_t i = 0; i < people_; ++i) {
            const auto partner = crowd_.at(i).partner();
            if (partner && i < *partner) crowd_.at(i).leave();
        }
        return crowd_.run_until([this] { return crowd_.progress.ended == people_; }, deadline_ns_);
    }

    void check_pairs() {
        for (std::size_t i = 0; i < crowd_.size(); ++i) {
            const auto partner = crowd_.at(i).partner();
            if (partner && crowd_.at(*partner).partner() && crowd_.at(*partner).partner() != i)
                crowd_.world().fault(i, "is not the partner of its partner");
        }
    }

    void add_latencies(const std::string& name, const LatencySummary& summary) {
        figures_.emplace_back(name + "_p50_us", summary.p50_us);
        figures_.emplace_back(name + "_p99_us", summary.p99_us);
        figures_.emplace_back(name + "_max_us", summary.max_us);
    }

    const Options& options_;
    std::size_t people_;
    std::uint64_t texts_;
    Crowd crowd_;
    std::int64_t deadline_ns_;
    Figures figures_;
};

}  // namespace

std::optional<Figures> run_chat(const Options& options, const ChatOptions& chat) {
    return ChatRun(options, chat).run();
}

}  // namespace stimchat::load
