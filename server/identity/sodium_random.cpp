#include "server/identity/sodium_random.hpp"

#include <stdexcept>
#include <utility>

#include <sodium.h>

namespace stimchat::identity {

SodiumRandom::SodiumRandom() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be set up");
}

std::uint64_t SodiumRandom::next() {
    if (used_ == block_.size()) {
        randombytes_buf(block_.data(), sizeof block_);
        used_ = 0;
    }
    // What was handed out is not kept: it may have become a secret.
    return std::exchange(block_[used_++], 0);
}

}  // namespace stimchat::identity
