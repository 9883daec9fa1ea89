#pragma once

#include <cstddef>
#include <string_view>

namespace stimchat::console {

inline constexpr std::size_t moderator_name_bytes_min = 2;
inline constexpr std::size_t moderator_name_bytes_max = 32;

/// a-z, 0-9, '.', '_' and '-', beginning with a letter: nothing that looks like another name or breaks a log line.
constexpr bool is_moderator_name(std::string_view name) {
    if (name.size() < moderator_name_bytes_min || name.size() > moderator_name_bytes_max) return false;
    if (name.front() < 'a' || name.front() > 'z') return false;
    for (const char c : name) {
        const bool letter = c >= 'a' && c <= 'z';
        const bool digit = c >= '0' && c <= '9';
        if (!letter && !digit && c != '.' && c != '_' && c != '-') return false;
    }
    return true;
}

}  // namespace stimchat::console
