#include "tools/sim/disk.hpp"

#include "tools/sim/dice.hpp"

#include <algorithm>

namespace stimchat::sim {

void Disk::fail_sync(Dice& dice) {
    if (dice.happens(500)) bytes_.resize(synced_);
    synced_ = bytes_.size();
}

void Disk::crash(Dice& dice) {
    const std::size_t unsynced = bytes_.size() - synced_;
    bytes_.resize(synced_ + static_cast<std::size_t>(dice.below(unsynced + 1)));
    synced_ = bytes_.size();
}

void Disk::truncate(std::size_t size) {
    bytes_.resize(size);
    synced_ = std::min(synced_, size);
}

}  // namespace stimchat::sim
