#pragma once

namespace stimchat {

/// Joins lambdas into one visitor. Use without a catch-all, so that a new alternative breaks the build.
template <class... Visitors>
struct overloaded : Visitors... {
    using Visitors::operator()...;
};
// clang 14 does not deduce aggregates by itself.
template <class... Visitors>
overloaded(Visitors...) -> overloaded<Visitors...>;

}  // namespace stimchat
