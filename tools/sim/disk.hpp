#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stimchat::sim {

class Dice;

/// One file that is only appended to, as a disk holds it: what was written is safe once it is synced; until then a
/// crash may keep any part of it, cut at any byte.
class Disk {
  public:
    void write(std::string_view bytes) { bytes_ += bytes; }
    void sync() { synced_ = bytes_.size(); }
    /// A sync that failed: the system has dropped what was not synced, or has written it all the same, and says the
    /// same in both cases.
    void fail_sync(Dice& dice);
    void crash(Dice& dice);
    /// After a crash the first thing is to cut off what cannot be read.
    void truncate(std::size_t size);

    std::string_view bytes() const { return bytes_; }

  private:
    std::string bytes_;
    std::size_t synced_ = 0;
};

}  // namespace stimchat::sim
