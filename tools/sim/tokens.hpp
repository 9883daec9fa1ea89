#pragma once

#include "server/engine/ports.hpp"
#include "tools/sim/world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace stimchat::sim {

/// Participants by number, from 1; 0 is nobody.
using Participant = std::uint64_t;

engine::Identity identity_of(Participant participant);
Participant participant_of(const ParticipantKey& key);
/// Devices by person: a place is a person's number and a device's.
inline constexpr std::uint64_t places_per_person = 16;

/// Mints tokens and knows them again: "sim.<participant>.<expiry in ms>". Stands for the signature check, which has no
/// state either.
class Tokens final : public engine::TokenVerifier {
  public:
    explicit Tokens(World& world) : world_(world) {}

    /// A new participant; where people have many devices (accounts), the one of the person that this device belongs to.
    std::string mint_for(std::uint64_t place);
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
    std::unordered_map<std::uint64_t, Participant> accounts_;  ///< by person
    mutable Participant stranger_ = 1'000'000;                 // for Sabotage::split_identity
};

}  // namespace stimchat::sim
