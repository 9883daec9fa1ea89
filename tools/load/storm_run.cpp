#include "tools/load/company.hpp"
#include "tools/load/runs.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace stimchat::load {

namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;
constexpr std::int64_t arrival_s_max = 120;
constexpr std::int64_t quiet_s = 2;
constexpr std::int64_t return_s_max = 120;

Habits habits_of_quiet_people() {
    Habits habits;
    habits.think_ms_min = 2000;
    habits.think_ms_max = 6000;
    return habits;
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

class StormRun {
  public:
    StormRun(const Options& options, const StormOptions& storm)
        : options_(options),
          storm_(storm),
          company_(options.server, storm.pairs * 2, habits_of_quiet_people(), options.seed,
                   storm.cause == StormOptions::Cause::cut) {}

    std::optional<Figures> run() {
        if (!company_.bring_up(steady_ns() + arrival_s_max * ns_per_s)) return fail("not everybody came up");
        for (std::uint32_t round = 0; round < storm_.rounds; ++round) {
            if (!wait_for_chats()) return fail("not everybody found a chat");
            strike();
            if (!wait_for_return()) return fail("not everybody came back");
        }
        company_.wind_down();
        const bool settled =
            company_.run_until([this] { return company_.is_at_rest(); }, steady_ns() + arrival_s_max * ns_per_s);
        company_.ledger().close();
        if (!settled || company_.ledger().breaches() > 0 || company_.oddities() > 0)
            return fail("something was lost or doubled on the way");
        return collect();
    }

  private:
    bool wait_for_chats() {
        const bool all_chat = company_.run_until([this] { return company_.chatting() == company_.size(); },
                                                 steady_ns() + arrival_s_max * ns_per_s);
        company_.run_for(quiet_s * ns_per_s);
        return all_chat;
    }

    void strike() {
        lost_before_ = company_.incidents.chats_lost;
        links_lost_before_ = company_.incidents.links_lost;
        struck_ns_ = steady_ns();
        switch (storm_.cause) {
            case StormOptions::Cause::cut:
                company_.proxy()->apply_to_all({FaultKind::reset});
                return;
            case StormOptions::Cause::drain:
                return stop_server(SIGTERM);
            case StormOptions::Cause::kill:
                return stop_server(SIGKILL);
        }
    }

    void stop_server(int signal) const {
        std::ifstream file(options_.server_process_file);
        pid_t process = 0;
        if (!(file >> process) || process <= 1 || kill(process, signal) != 0)
            throw std::runtime_error("the server that " + options_.server_process_file + " names cannot be stopped");
    }

    /// Everybody has lost the link and has it again.
    bool wait_for_return() {
        const std::size_t people = company_.size();
        std::optional<double> half_s;
        std::optional<double> most_s;
        const bool all_back = company_.run_until(
            [&] {
                if (company_.incidents.links_lost - links_lost_before_ < people) return false;
                const std::size_t back = company_.linked();
                if (!half_s && back * 2 >= people) half_s = seconds_since_strike();
                if (!most_s && back * 20 >= people * 19) most_s = seconds_since_strike();
                return back == people;
            },
            steady_ns() + return_s_max * ns_per_s);
        if (!all_back) return false;
        half_back_s_.push_back(half_s.value_or(0));
        most_back_s_.push_back(most_s.value_or(0));
        all_back_s_.push_back(seconds_since_strike());
        chats_kept_.push_back(static_cast<double>(people - (company_.incidents.chats_lost - lost_before_)));
        return true;
    }

    double seconds_since_strike() const {
        return static_cast<double>(steady_ns() - struck_ns_) / static_cast<double>(ns_per_s);
    }

    std::nullopt_t fail(const char* why) const {
        std::cerr << why << ": linked " << company_.linked() << ", chatting " << company_.chatting() << " of "
                  << company_.size() << "; seed " << options_.seed << '\n';
        company_.explain(std::cerr);
        return std::nullopt;
    }

    Figures collect() const {
        const Ledger::Totals totals = company_.ledger().totals();
        return {
            {"people", static_cast<double>(company_.size())},
            {"rounds", static_cast<double>(storm_.rounds)},
            {"half_back_s", median(half_back_s_)},
            {"95_percent_back_s", median(most_back_s_)},
            {"all_back_s", median(all_back_s_)},
            {"people_whose_chat_went_on", median(chats_kept_)},
            {"texts_said", static_cast<double>(totals.said)},
            {"texts_delivered", static_cast<double>(totals.delivered)},
            {"texts_lost_or_doubled", static_cast<double>(company_.ledger().breaches())},
        };
    }

    const Options& options_;
    const StormOptions& storm_;
    Company company_;
    std::uint64_t lost_before_ = 0;
    std::uint64_t links_lost_before_ = 0;
    std::int64_t struck_ns_ = 0;
    std::vector<double> half_back_s_;
    std::vector<double> most_back_s_;
    std::vector<double> all_back_s_;
    std::vector<double> chats_kept_;
};

}  // namespace

std::optional<Figures> run_storm(const Options& options, const StormOptions& storm) {
    return StormRun(options, storm).run();
}

}  // namespace stimchat::load
