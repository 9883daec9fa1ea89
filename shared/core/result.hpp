#pragma once

#include <tl/expected.hpp>

namespace stimchat {

/// An expected failure is a value. Exceptions are for bugs and for start-up.
template <class Value, class Fault>
using Result = tl::expected<Value, Fault>;

template <class Fault>
constexpr auto failure(Fault&& fault) {
    return tl::make_unexpected(static_cast<Fault&&>(fault));
}

}  // namespace stimchat
