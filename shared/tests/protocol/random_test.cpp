#include "shared/core/random.hpp"

#include <array>
#include <cstdint>

#include <doctest/doctest.h>

using namespace stimchat;

namespace {

/// Gives the same number for ever.
class Constant final : public RandomSource {
  public:
    explicit Constant(std::uint64_t number) : number_(number) {}
    std::uint64_t next() override { return number_; }

  private:
    std::uint64_t number_;
};

}  // namespace

TEST_CASE("xoshiro256** gives its authors' sequence") {
    // State 1, 2, 3, 4, worked out by hand from the reference code.
    Xoshiro256 random(std::array<std::uint64_t, 4>{1, 2, 3, 4});
    for (const std::uint64_t expected :
         {11520ULL, 0ULL, 1509978240ULL, 1215971899390074240ULL, 1216172134540287360ULL, 607988272756665600ULL})
        CHECK(random.next() == expected);
}

TEST_CASE("a seed is spread with splitmix64") {
    // The first four outputs of splitmix64 from 0.
    Xoshiro256 seeded(0);
    Xoshiro256 given(std::array<std::uint64_t, 4>{0xE220A8397B1DCDAFULL, 0x6E789E6AA1B965F4ULL, 0x06C45D188009454FULL,
                                                  0xF88BB8A8724C81ECULL});
    for (int i = 0; i < 10; ++i)
        CHECK(seeded.next() == given.next());
}

TEST_CASE("the same seed gives the same sequence, another seed another") {
    Xoshiro256 a(7), b(7), c(8);
    const std::uint64_t first = a.next();
    CHECK(first == b.next());
    CHECK(first != c.next());
}

TEST_CASE("uniform_below stays below and reaches both ends") {
    Constant lowest(0), highest(~0ULL);
    for (const std::uint64_t bound : {1ULL, 2ULL, 1000ULL, 0xFFFFFFFFULL, 0x8000000000000001ULL, ~0ULL}) {
        CHECK(uniform_below(lowest, bound) == 0);
        CHECK(uniform_below(highest, bound) == bound - 1);
    }
}

TEST_CASE("uniform_below gives each value its share") {
    constexpr std::uint64_t seed = 20;
    CAPTURE(seed);
    Xoshiro256 random(seed);
    std::array<int, 10> counts{};
    for (int i = 0; i < 10'000; ++i)
        ++counts[uniform_below(random, counts.size())];
    for (const int count : counts) {
        CHECK(count > 850);  // five standard deviations
        CHECK(count < 1150);
    }
}
