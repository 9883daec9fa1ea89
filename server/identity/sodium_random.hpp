#pragma once

#include "shared/core/random.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace stimchat::identity {

/// libsodium's CSPRNG, drawn in blocks: ids are made for every match and message, and a system call each would cost
/// more than all the rest of them.
class SodiumRandom final : public RandomSource {
  public:
    /// Throws std::runtime_error if libsodium cannot be set up.
    SodiumRandom();
    std::uint64_t next() override;

  private:
    std::array<std::uint64_t, 128> block_{};
    std::size_t used_ = block_.size();
};

}  // namespace stimchat::identity
