#include "server/engine/slab.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace stimchat::engine;

TEST_CASE("a slab uses places again, and keeps addresses while it grows") {
    Slab<std::string> slab;
    const auto first = slab.add("first");
    const auto second = slab.add("second");
    const std::string* address = &slab[second];
    slab.erase(first);
    CHECK_FALSE(slab.contains(first));
    CHECK(slab.size() == 1);
    CHECK(slab.add("third") == first);
    for (int i = 0; i < 1000; ++i)
        slab.add("more");
    CHECK(&slab[second] == address);
    CHECK(slab[first] == "third");
    CHECK(slab.size() == 1002);
}

TEST_CASE("for_each visits what is there, also while it is being erased") {
    Slab<int> slab;
    std::vector<Handle<int>> handles;
    for (int i = 0; i < 10; ++i)
        handles.push_back(slab.add(i));
    slab.erase(handles[4]);
    int sum = 0;
    slab.for_each([&](Handle<int> handle, int item) {
        sum += item;
        slab.erase(handle);
    });
    CHECK(sum == 45 - 4);
    CHECK(slab.size() == 0);
}

TEST_CASE("a handle of nothing is none") {
    const Handle<int> none;
    CHECK_FALSE(none);
    CHECK_FALSE(Slab<int>{}.contains(none));
}
