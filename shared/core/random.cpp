#include "shared/core/random.hpp"

namespace stimchat {
namespace {

constexpr std::uint64_t rotate_left(std::uint64_t x, int bits) {
    return (x << bits) | (x >> (64 - bits));
}

/// splitmix64 by Vigna (https://prng.di.unimi.it/splitmix64.c), public domain.
std::uint64_t splitmix64(std::uint64_t& state) {
    state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

/// The upper 64 bits of a 128-bit product, in halves: there is no 128-bit integer in standard C++.
std::uint64_t multiply_high(std::uint64_t a, std::uint64_t b) {
    const std::uint64_t a_low = a & 0xFFFFFFFF, a_high = a >> 32;
    const std::uint64_t b_low = b & 0xFFFFFFFF, b_high = b >> 32;
    const std::uint64_t cross = (a_low * b_low >> 32) + a_high * b_low;
    const std::uint64_t middle = (cross & 0xFFFFFFFF) + a_low * b_high;
    return a_high * b_high + (cross >> 32) + (middle >> 32);
}

}  // namespace

Xoshiro256::Xoshiro256(std::uint64_t seed) : state_{} {
    for (std::uint64_t& word : state_)
        word = splitmix64(seed);
}

Xoshiro256::Xoshiro256(const std::array<std::uint64_t, 4>& state) : state_(state) {}

std::uint64_t Xoshiro256::next() {
    const std::uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotate_left(state_[3], 45);
    return result;
}

std::uint64_t uniform_below(RandomSource& random, std::uint64_t bound) {
    return multiply_high(random.next(), bound);
}

}  // namespace stimchat
