#include "tools/sim/weather.hpp"

#include <array>

namespace stimchat::sim {

Weather draw_weather(Dice& dice) {
    constexpr std::array delays{milliseconds(2), milliseconds(40), milliseconds(300), milliseconds(2500)};
    constexpr std::array means{Duration{}, minutes(10), minutes(2), seconds(20)};
    constexpr std::array rare_means{Duration{}, Duration{}, minutes(10), minutes(2), seconds(30)};
    constexpr std::array permille{0U, 5U, 50U, 300U};
    constexpr std::array paces{milliseconds(150), milliseconds(400), milliseconds(2000)};
    constexpr std::array talks{std::uint64_t{2}, std::uint64_t{8}, std::uint64_t{24}};
    constexpr std::array lives{hours(24), minutes(3), seconds(40)};
    constexpr std::array decisions{seconds(2), seconds(20), minutes(2)};
    constexpr std::array syncs{milliseconds(5), milliseconds(200), seconds(3)};

    Weather weather;
    weather.delay_max = dice.pick(delays);
    weather.cut_mean = dice.pick(means);
    weather.server_close_mean = dice.pick(means);
    weather.stall_mean = dice.pick(means);
    weather.partition_mean = dice.pick(rare_means);
    weather.half_open = dice.pick(permille);
    weather.one_way = dice.pick(permille);
    weather.refuse = dice.pick(permille);
    weather.bytes_late = dice.pick(permille);
    weather.open_double = dice.pick(permille) / 10;

    weather.http_fail = dice.pick(permille);
    weather.http_busy = dice.pick(permille);
    weather.token_refused = dice.pick(permille);
    weather.token_life = dice.pick(lives);

    weather.crash_mean = dice.pick(rare_means);
    weather.drain_mean = dice.pick(rare_means);
    weather.expire_mean = dice.pick(rare_means);
    weather.disk_delay_max = dice.pick(syncs);
    weather.disk_fail = dice.pick(permille);
    weather.disk_stuck = dice.pick(permille) / 10;
    weather.decision_mean = dice.pick(decisions);

    weather.devices = dice.happens(150) ? 3 : 1;
    weather.pace = dice.pick(paces);
    weather.talk_max = dice.pick(talks);
    // The server remembers the answers to so many commands of a participant, whoever of its devices gave them: enough
    // for what may be said in the time for which a text is sent again.
    if (weather.devices > 1) weather.talk_max = talks.front();
    weather.restless = dice.happens(500) ? 2 : 20;
    weather.absent = dice.happens(500) ? 2 : 20;
    return weather;
}

}  // namespace stimchat::sim
