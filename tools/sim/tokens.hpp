#pragma once

#include "server/engine/ports.hpp"
#include "tools/sim/world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stimchat::sim {

/// Participants by number, from 1; 0 is nobody.
using Participant = std::uint64_t;

engine::Identity identity_of(Participant participant);

/// Mints tokens and knows them again: "sim.<participant>.<expiry in ms>". Stands for the signature check, which has no
/// state either.
class Tokens final : public engine::TokenVerifier {
  public:
    explicit Tokens(World& world) : world_(world) {}

    std::string mint() { return write(++participants_); }
    /// The same participant, from now on.
    std::optional<std::string> renew(std::string_view token);
    /// Whoever a token speaks for, also if it has expired.
    static Participant participant_of(std::string_view token);
    Participant count() const { return participants_; }

    Result<engine::Identity, engine::TokenFault> verify(std::string_view token, Instant now) const override;

  private:
    std::string write(Participant participant);

    World& world_;
    Participant participants_ = 0;
    mutable Participant stranger_ = 1'000'000;  // for Sabotage::split_identity
};

}  // namespace stimchat::sim
