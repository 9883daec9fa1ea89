#pragma once

#include "shared/core/random.hpp"

#include <string>
#include <vector>

namespace stimchat::oracle {

/// Makes new frames of known ones: bytes changed, cut, doubled, tokens put in, two frames spliced.
class FrameMutator {
  public:
    FrameMutator(std::vector<std::string> seeds, std::uint64_t seed) : seeds_(std::move(seeds)), random_(seed) {}

    std::string next();

  private:
    std::size_t below(std::size_t bound) { return uniform_below(random_, bound); }
    const std::string& any_seed() { return seeds_[below(seeds_.size())]; }
    void change(std::string& frame);

    std::vector<std::string> seeds_;
    Xoshiro256 random_;
};

}  // namespace stimchat::oracle
