#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/result.hpp"
#include "shared/core/time.hpp"

#include <cstdint>
#include <string_view>

namespace stimchat::engine {

/// Who a token speaks for.
struct Identity {
    ParticipantId participant;  ///< in memory only
    ParticipantKey key;         ///< keyed hash of it: what may be stored
};

enum class TokenFault : std::uint8_t { invalid, expired };

/// Checks a token. Deterministic and without I/O: a signature, not a look-up.
class TokenVerifier {
  public:
    virtual ~TokenVerifier() = default;
    virtual Result<Identity, TokenFault> verify(std::string_view token, Instant now) const = 0;
};

}  // namespace stimchat::engine
