#include "tools/load/proxy/fault_plan.hpp"

#include <set>

#include <doctest/doctest.h>

namespace stimchat::load {

TEST_CASE("a fault is read as it is written") {
    FaultPlan plan(1, 100);
    std::set<FaultKind> kinds;
    for (int i = 0; i < 1000; ++i) {
        const Fault fault = plan.next().fault;
        kinds.insert(fault.kind);
        CHECK(parse_fault(to_text(fault)) == fault);
    }
    CHECK(kinds.size() == 11);
}

TEST_CASE("what is no fault is refused") {
    for (const char* text : {"", "rest", "reset 5", "stall", "stall x", "stall -1", "stall 5 ", "stall 99999999999"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_fault(text));
    }
}

TEST_CASE("one seed gives one plan, another seed another") {
    FaultPlan first(7, 500);
    FaultPlan same(7, 500);
    FaultPlan other(8, 500);
    bool other_differs = false;
    for (int i = 0; i < 100; ++i) {
        const PlannedFault planned = first.next();
        CHECK(to_text(planned) == to_text(same.next()));
        other_differs |= to_text(planned) != to_text(other.next());
    }
    CHECK(other_differs);
}

TEST_CASE("faults come as often as asked for") {
    FaultPlan plan(3, 500);
    PlannedFault planned;
    for (int i = 0; i < 2000; ++i)
        planned = plan.next();
    CHECK(planned.at_ms > 900'000);
    CHECK(planned.at_ms < 1'100'000);
}

}  // namespace stimchat::load
