#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace stimchat::fuzz {

/// Ends the run with the input saved, if a property does not hold.
inline void require(bool holds, const char* property) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", property);
    std::abort();
}

}  // namespace stimchat::fuzz
