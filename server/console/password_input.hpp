#pragma once

#include "shared/core/result.hpp"

#include <cstdint>
#include <string>

namespace stimchat::console {

enum class InputFault : std::uint8_t {
    ended,        ///< no line to read
    too_long,     ///< more than identity::password_bytes_max and then some
    interrupted,  ///< Ctrl-C
    unequal,      ///< the two times it was typed
};

/// A new password: on a terminal asked for twice, without showing it; else the first line of standard input.
Result<std::string, InputFault> read_new_password();

}  // namespace stimchat::console
