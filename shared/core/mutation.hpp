#pragma once

#include <cstdint>

/// Deliberate bugs, to show that the simulator finds them. In a build without STIMCHAT_MUTATIONS none is there:
/// mutated() is a constant, and what hangs on it is compiled away.
namespace stimchat {

enum class Mutation : std::uint8_t {
    none,
};

#ifdef STIMCHAT_MUTATIONS

namespace detail {
inline Mutation chosen_mutation = Mutation::none;
}
/// From now on, for the whole process: `chosen` is the bug that this program has.
inline void choose_mutation(Mutation chosen) {
    detail::chosen_mutation = chosen;
}
inline bool mutated(Mutation mutation) {
    return detail::chosen_mutation == mutation;
}

#else

constexpr bool mutated(Mutation) {
    return false;
}

#endif

}  // namespace stimchat
