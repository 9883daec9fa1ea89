#pragma once

#include "shared/core/ids.hpp"

#include <array>
#include <cstdint>

namespace stimchat {

/// Where chance comes from. The server hands in a CSPRNG, the simulator and the tests a seeded generator.
class RandomSource {
  public:
    virtual ~RandomSource() = default;
    virtual std::uint64_t next() = 0;
};

/// xoshiro256** 1.0 by Blackman and Vigna (https://prng.di.unimi.it/). Fast, seedable, not for secrets.
class Xoshiro256 final : public RandomSource {
  public:
    /// Spreads one seed over the state with splitmix64, as the authors advise.
    explicit Xoshiro256(std::uint64_t seed);
    explicit Xoshiro256(const std::array<std::uint64_t, 4>& state);

    std::uint64_t next() override;

  private:
    std::array<std::uint64_t, 4> state_;
};

/// Uniform in [0, bound); bound > 0. Lemire's multiplication; the bias is below 2^-32 for bounds below 2^32.
std::uint64_t uniform_below(RandomSource& random, std::uint64_t bound);

/// A random id in the form of a version 4 UUID.
template <class SomeId>
SomeId random_id(RandomSource& random) {
    const std::uint64_t high = (random.next() & ~0xF000ULL) | 0x4000ULL;
    const std::uint64_t low = (random.next() & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
    return SomeId{high, low};
}

}  // namespace stimchat
