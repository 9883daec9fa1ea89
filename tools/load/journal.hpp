#pragma once

#include "shared/core/time.hpp"

#include <cstddef>
#include <deque>
#include <iosfwd>
#include <string>
#include <string_view>

namespace stimchat::load {

/// The last things that happened to one person's session, to be read when something has gone wrong. Bounded.
class Journal {
  public:
    void note(Instant now, std::string_view direction, std::string_view what);
    /// The same of a frame, without what proves who somebody is.
    void note_frame(Instant now, std::string_view direction, std::string_view frame);
    void print(std::ostream& out) const;

  private:
    static constexpr std::size_t lines_max = 400;
    static constexpr std::size_t line_bytes_max = 240;

    std::deque<std::string> lines_;
};

}  // namespace stimchat::load
