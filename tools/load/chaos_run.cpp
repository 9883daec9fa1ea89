#include "tools/load/company.hpp"
#include "tools/load/runs.hpp"

#include <algorithm>
#include <iostream>

namespace stimchat::load {

namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;
constexpr std::int64_t ns_per_ms = 1'000'000;
constexpr std::int64_t arrival_s_max = 60;
// What a person may wait for an answer, and what everybody may wait once the faults have stopped.
constexpr std::int64_t answer_ms_promised = 5'000;
constexpr double answers_in_time_percent_min = 95;
constexpr std::int64_t settle_s_max = 60;

Habits habits_of_people_in_trouble() {
    Habits habits;
    habits.chat_life_ms_mean = 40'000;
    habits.page_life_ms_mean = 45'000;
    habits.page_hidden_percent = 5;
    return habits;
}

class ChaosRun {
  public:
    ChaosRun(const Options& options, const ChaosOptions& chaos)
        : options_(options),
          chaos_(chaos),
          company_(options.server, chaos.pairs * 2, habits_of_people_in_trouble(), options.seed, chaos.through_proxy) {}

    std::optional<Figures> run() {
        std::cerr << "seed " << options_.seed << '\n';
        if (Proxy* const proxy = company_.proxy()) proxy->set_shape({.delay_ns = chaos_.delay_ms * ns_per_ms});
        if (!company_.bring_up(steady_ns() + arrival_s_max * ns_per_s)) {
            std::cerr << "only " << company_.linked() << " of " << company_.size() << " came up\n";
            return std::nullopt;
        }
        suffer();
        settle();
        company_.ledger().close();
        collect();
        return hold() ? std::optional(figures_) : std::nullopt;
    }

  private:
    void suffer() {
        if (company_.proxy() == nullptr) return company_.run_for(chaos_.seconds * ns_per_s);
        const auto interval_ms = static_cast<std::uint32_t>(chaos_.fault_interval_ms / company_.size());
        company_.let_loose(FaultPlan(options_.seed, std::max(interval_ms, 1U)), chaos_.seconds * 1000LL);
        const std::int64_t end_ns = steady_ns() + (chaos_.seconds + settle_s_max) * ns_per_s;
        company_.run_until([this] { return company_.is_storm_over(); }, end_ns);
    }

    void settle() {
        const std::int64_t start_ns = steady_ns();
        company_.wind_down();
        is_settled_ = company_.run_until([this] { return company_.is_at_rest(); }, start_ns + settle_s_max * ns_per_s);
        settle_ms_ = static_cast<double>(steady_ns() - start_ns) / static_cast<double>(ns_per_ms);
    }

    void collect() {
        const Ledger& ledger = company_.ledger();
        const Ledger::Totals totals = ledger.totals();
        const Incidents& incidents = company_.incidents;
        const auto add = [this](const std::string& name, auto value) {
            figures_.emplace_back(name, static_cast<double>(value));
        };
        add("pairs", chaos_.pairs);
        add("seconds", chaos_.seconds);
        add("seed", options_.seed);
        add("faults", company_.faults_done());
        add("links_lost", incidents.links_lost);
        add("chats_resumed", incidents.resumed);
        add("pages_opened_again", incidents.pages_opened_again);
        add("taken_over", incidents.taken_over);
        add("chats_begun", incidents.chats_begun);
        add("chats_lost", incidents.chats_lost);
        add("losses_told", incidents.losses_told);
        add("texts_said", totals.said);
        add("texts_delivered", totals.delivered);
        add("texts_shown", totals.shown);
        add("texts_tried_again", totals.tried_again);
        add("texts_refused", incidents.refused);
        add("texts_left_elsewhere", incidents.texts_left_elsewhere);
        add("texts_unanswered_at_end_of_chat", totals.unanswered);
        add("texts_delivered_at_end_of_chat", totals.cut_short);
        add_times();
        add("settle_ms", settle_ms_);
        for (std::size_t kind = 0; kind < breach_kinds; ++kind) {
            const auto breach = static_cast<Breach>(kind);
            add("breach_" + std::string(name_of(breach)), ledger.count(breach));
        }
    }

    void add_times() {
        std::vector<std::int64_t> times_ms = company_.ledger().delivery_times_ms();
        std::sort(times_ms.begin(), times_ms.end());
        if (times_ms.empty()) return;
        const auto in_time = std::upper_bound(times_ms.begin(), times_ms.end(), answer_ms_promised) - times_ms.begin();
        in_time_percent_ = 100.0 * static_cast<double>(in_time) / static_cast<double>(times_ms.size());
        figures_.emplace_back("acked_under_5_s_percent", in_time_percent_);
        for (const std::size_t percent : {50, 95, 99, 100})
            figures_.emplace_back("say_to_ack_p" + std::to_string(percent) + "_ms",
                                  static_cast<double>(times_ms[(times_ms.size() - 1) * percent / 100]));
    }

    /// Says what did not.
    bool hold() const {
        bool held = company_.ledger().breaches() == 0 && company_.oddities() == 0;
        if (!is_settled_) {
            std::cerr << "not everything was settled within " << settle_s_max << " s after the faults\n";
            held = false;
        }
        if (in_time_percent_ < answers_in_time_percent_min) {
            std::cerr << "only " << in_time_percent_ << " % of the answers came within 5 s\n";
            held = false;
        }
        if (!held) {
            company_.explain(std::cerr);
            std::cerr << "seed " << options_.seed << " did not hold\n";
            print(figures_);
        }
        return held;
    }

    const Options& options_;
    const ChaosOptions& chaos_;
    Company company_;
    Figures figures_;
    bool is_settled_ = false;
    double settle_ms_ = 0;
    double in_time_percent_ = 0;
};

}  // namespace

std::optional<Figures> run_chaos(const Options& options, const ChaosOptions& chaos) {
    return ChaosRun(options, chaos).run();
}

}  // namespace stimchat::load
