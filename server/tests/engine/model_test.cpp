#include "server/tests/engine/crowd.hpp"

using namespace stimchat;
using namespace stimchat::engine;
using namespace stimchat::engine::test;

namespace {

EngineConfig tight_config() {
    EngineConfig config;
    config.connections_max = 12;
    config.search_timeout = seconds(20);
    config.rematch_cooldown = seconds(15);
    config.report_window = seconds(90);
    config.commands = {15, 4};
    config.conversations_held_max = 6;
    config.evidence_bytes_max = 6 * 1024;
    return config;
}

/// Steps with these seeds; the crowds must not have been idle, or they have shown nothing.
void run_crowds(const EngineConfig& config, std::uint64_t seeds) {
    std::size_t texts = 0;
    std::size_t matches = 0;
    std::size_t reports = 0;
    std::size_t resumes = 0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        INFO("seed ", seed);
        Crowd crowd(seed, config, 9);
        for (int step = 0; step < 1500; ++step) {
            INFO("step ", step);
            crowd.step();
        }
        crowd.drain();
        texts += crowd.texts_delivered();
        matches += crowd.matches();
        reports += crowd.reports();
        resumes += crowd.resumes();
    }
    MESSAGE(matches, " matches, ", texts, " texts, ", reports, " reports, ", resumes, " resumes");
    CHECK(matches > 10 * seeds);
    CHECK(texts > 50 * seeds);
    CHECK(reports > seeds);
    CHECK(resumes > 15 * seeds);
}

}  // namespace

TEST_CASE("a crowd at random sees nothing that the protocol does not promise") {
    run_crowds(tight_config(), 40);
}

TEST_CASE("nor does a crowd with two devices each") {
    EngineConfig config = tight_config();
    config.sessions_per_participant = 2;
    run_crowds(config, 40);
}

TEST_CASE("nor one with room enough and little time to come back") {
    EngineConfig config;
    config.sessions_per_participant = 3;
    config.connections_max = 40;
    config.rematch_cooldown = seconds(5);
    config.resume_window = seconds(6);
    config.resume_window_away = seconds(12);
    run_crowds(config, 20);
}
