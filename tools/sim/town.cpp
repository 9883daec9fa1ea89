#include "tools/sim/town.hpp"

#include <memory>
#include <utility>

namespace stimchat::sim {

namespace {

// ChatEngine::is_consistent looks at everything, so only every so many steps; more where more is held in memory.
constexpr std::uint64_t engine_check_steps = 256;
constexpr std::uint64_t engine_check_steps_per_conversation = 24;
constexpr std::uint64_t steps_per_ms_max = 100'000;

engine::EngineConfig config_of(World& world, Mode mode) {
    engine::EngineConfig config;
    config.rematch_cooldown = world.dice.happens(500) ? seconds(2) : seconds(20);
    config.search_timeout = world.dice.happens(500) ? seconds(60) : seconds(8);
    config.report_window = world.dice.happens(500) ? minutes(10) : seconds(30);
    if (world.dice.happens(300)) config.resume_window = seconds(5);
    if (world.dice.happens(300)) config.resume_window_away = seconds(20);
    // Faster than people write: so a run is about more texts.
    constexpr std::uint64_t talk_of_people = 8;
    const bool is_fast = world.dice.happens(500) || world.weather.talk_max > talk_of_people;
    if (is_fast && world.weather.devices == 1) config.commands = {400, 100};
    config.sessions_per_participant = world.weather.devices;
    // Not everybody would have a link in the end.
    if (mode == Mode::safety && world.dice.happens(100)) config.connections_max = 10;
    if (world.dice.happens(100)) config.evidence_bytes_max = 16 * 1024;
    if (world.dice.happens(100)) config.conversations_held_max = 3;
    return config;
}

}  // namespace

Town::Town(const RunOptions& options)
    : world_(options),
      witness_(world_),
      network_(world_, witness_),
      tokens_(world_),
      server_(world_, network_, tokens_, witness_, config_of(world_, options.mode)),
      desk_(world_, tokens_, server_) {
    for (std::uint32_t i = 0; i < options.people; ++i) {
        Person& person = people_.emplace_back(world_, i + 1, [this](const Opening& opening) -> Tab& {
            return tabs_.emplace_back(world_, network_, desk_, witness_, opening, tabs_.size() + 1);
        });
        world_.schedule.after(world_.dice.between({0}, seconds(5)), [this, &person] { live(person); });
    }
    const Weather& weather = world_.weather;
    keep(weather.decision_mean,
         [this] { world_.dice.happens(200) ? server_.lift_a_ban() : server_.decide_a_report(); });
    keep(weather.partition_mean, [this] { network_.partition(); });
    keep(weather.crash_mean, [this] { server_.crash(); });
    keep(weather.drain_mean, [this] { server_.drain(); });
    keep(weather.expire_mean, [this] { server_.expire_a_position(); });
}

void Town::live_until(Instant end) {
    step_until(end);
    server_.check_store();
}

void Town::step_until(Instant end) {
    Instant instant = world_.now();
    std::uint64_t steps = 0;
    while (!world_.is_done() && world_.schedule.step(end)) {
        if (++world_.tally.steps >= engine_check_step_) check_engine_at_times();
        if (world_.now() != instant) {
            instant = world_.now();
            steps = 0;
        }
        if (++steps > steps_per_ms_max) return world_.violated(Breach::spinning, "time stands still");
    }
    if (!world_.is_done()) server_.check_engine();
}

void Town::check_engine_at_times() {
    server_.check_engine();
    const engine::EngineCounts counts = server_.counts();
    engine_check_step_ =
        world_.tally.steps + engine_check_steps +
        engine_check_steps_per_conversation * (counts.conversations_held + counts.conversations_live + counts.sessions);
}

void Town::live(Person& person) {
    if (!people_act_) return;
    person.act();
    world_.schedule.after(world_.dice.around(world_.weather.pace), [this, &person] { live(person); });
}

template <class Deed>
void Town::keep(Duration mean, Deed deed) {
    if (mean.ms == 0) return;
    world_.schedule.after(world_.dice.around(mean), [this, mean, deed] {
        if (!world_.faults_on()) return;
        deed();
        keep(mean, deed);
    });
}

}  // namespace stimchat::sim
