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

}  // namespace

TEST_CASE("a crowd at random sees nothing that the protocol does not promise") {
    std::size_t texts = 0;
    std::size_t matches = 0;
    std::size_t reports = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        INFO("seed ", seed);
        Crowd crowd(seed, tight_config(), 9);
        for (int step = 0; step < 1500; ++step) {
            INFO("step ", step);
            crowd.step();
        }
        crowd.drain();
        texts += crowd.texts_delivered();
        matches += crowd.matches();
        reports += crowd.reports();
    }
    MESSAGE(matches, " matches, ", texts, " texts, ", reports, " reports");
    // The crowd must not have been idle, or it has shown nothing.
    CHECK(matches > 400);
    CHECK(texts > 2000);
    CHECK(reports > 50);
}
