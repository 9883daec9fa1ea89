#include "tools/sim/run.hpp"

#include <initializer_list>
#include <string>

#include <doctest/doctest.h>

/// That the simulator can fail: deliberate faults outside of what the protocol promises to bear are seen, and those at
/// its edge are borne.
namespace stimchat::sim {

namespace {

struct Found {
    bool any = false;
    bool expected = false;
    std::string others;
};

/// Over a few seeds, in both modes, until the breach is seen: whether it was, and which others.
Found sabotage(Sabotage kind, Breach expected, std::initializer_list<Mode> modes = {Mode::safety, Mode::liveness},
               Duration length = seconds(20)) {
    constexpr std::uint64_t seeds_max = 40;
    Found found;
    for (std::uint64_t seed = 1; seed <= seeds_max && !found.expected; ++seed) {
        for (const Mode mode : modes) {
            RunOptions options;
            options.seed = seed;
            options.mode = mode;
            options.people = 6;
            options.length = length;
            options.sabotage = kind;
            const RunOutcome outcome = run(options);
            found.any = found.any || outcome.tally.violations > 0;
            found.expected = found.expected || outcome.has(expected);
            for (const Violation& violation : outcome.violations)
                if (violation.breach != expected) found.others += std::string(name_of(violation.breach)) + ' ';
        }
    }
    return found;
}

}  // namespace

TEST_CASE("borne: a frame that comes twice is shown once") {
    const Found found = sabotage(Sabotage::deliver_twice, Breach::shown_twice);
    INFO(found.others);
    CHECK_FALSE(found.any);
}

TEST_CASE("borne: the server does not hear of a close, and finds out by its heartbeat") {
    const Found found = sabotage(Sabotage::swallow_server_close, Breach::ends_disagree);
    INFO(found.others);
    CHECK_FALSE(found.any);
}

TEST_CASE("seen: a text that comes again under the next offset") {
    CHECK(sabotage(Sabotage::forge_twice, Breach::shown_twice).expected);
}

TEST_CASE("seen: frames that change places are a gap, and nothing is shown out of order") {
    const Found found = sabotage(Sabotage::reorder, Breach::stream_gap);
    CHECK(found.expected);
    CHECK(found.others.find("out_of_order") == std::string::npos);
    CHECK(found.others.find("shown_twice") == std::string::npos);
}

TEST_CASE("seen: texts that change places but not offsets") {
    CHECK(sabotage(Sabotage::forge_order, Breach::out_of_order).expected);
}

TEST_CASE("seen: a text of another epoch is a gap") {
    CHECK(sabotage(Sabotage::forge_epoch, Breach::stream_gap).expected);
}

TEST_CASE("seen: a frame lost from the middle of a link is a gap") {
    CHECK(sabotage(Sabotage::drop_frame, Breach::stream_gap).expected);
}

TEST_CASE("seen: an ACK of a text that was not put into the partner's link") {
    CHECK(sabotage(Sabotage::drop_push_only, Breach::stream_gap).expected);
}

TEST_CASE("seen: a client that does not hear of its link's end never comes back") {
    CHECK(sabotage(Sabotage::swallow_client_close, Breach::link_not_settled, {Mode::liveness}).expected);
}

TEST_CASE("seen: a ban that does not reach the engine") {
    CHECK(sabotage(Sabotage::swallow_ban, Breach::banned_served).expected);
}

TEST_CASE("seen: a server that comes back without its bans") {
    CHECK(sabotage(Sabotage::forget_bans, Breach::banned_served, {Mode::safety}, minutes(2)).expected);
}

TEST_CASE("seen: a token that speaks for two, who are matched with each other") {
    CHECK(sabotage(Sabotage::split_identity, Breach::matched_with_self).expected);
}

TEST_CASE("seen: a report that is answered before it is safe") {
    CHECK(sabotage(Sabotage::answer_before_sync, Breach::report_lost).expected);
}

TEST_CASE("seen: a report that is stored twice") {
    CHECK(sabotage(Sabotage::store_without_key, Breach::report_twice).expected);
}

}  // namespace stimchat::sim
