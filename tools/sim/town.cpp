#include "tools/sim/town.hpp"

namespace stimchat::sim {

namespace {

// ChatEngine::is_consistent looks at everything, so only every so many steps.
constexpr std::uint64_t engine_check_steps = 256;
constexpr std::uint64_t steps_per_ms_max = 100'000;

engine::EngineConfig config_of(World& world, Mode mode) {
    engine::EngineConfig config;
    config.rematch_cooldown = world.dice.happens(500) ? seconds(2) : seconds(20);
    config.search_timeout = world.dice.happens(500) ? seconds(60) : seconds(8);
    config.report_window = world.dice.happens(500) ? minutes(10) : seconds(30);
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
        Person& person = people_.emplace_back(world_, [this](Storage& storage) -> Tab& {
            return tabs_.emplace_back(world_, network_, desk_, witness_, storage, tabs_.size() + 1);
        });
        world_.schedule.after(world_.dice.between({0}, seconds(5)), [this, &person] { live(person); });
    }
    keep_banning();
}

void Town::live_until(Instant end) {
    step_until(end);
}

void Town::step_until(Instant end) {
    Instant instant = world_.now();
    std::uint64_t steps = 0;
    while (world_.schedule.step(end)) {
        if (++world_.tally.steps % engine_check_steps == 0) server_.check_engine();
        if (world_.now() != instant) {
            instant = world_.now();
            steps = 0;
        }
        if (++steps > steps_per_ms_max) return world_.violated(Breach::spinning, "time stands still");
    }
    server_.check_engine();
}

void Town::live(Person& person) {
    if (!people_act_) return;
    person.act();
    world_.schedule.after(world_.dice.around(world_.weather.pace), [this, &person] { live(person); });
}

void Town::keep_banning() {
    if (world_.weather.ban_mean.ms == 0) return;
    world_.schedule.after(world_.dice.around(world_.weather.ban_mean), [this] {
        if (!world_.faults_on()) return;
        keep_banning();
        if (tokens_.count() == 0) return;
        const Participant participant = 1 + world_.dice.below(tokens_.count());
        if (world_.dice.happens(200)) return server_.lift_ban(participant);
        server_.ban(participant, world_.dice.happens(100)
                                     ? std::nullopt
                                     : std::optional(world_.dice.between(milliseconds(1), minutes(2))));
    });
}

}  // namespace stimchat::sim
