#include "tools/sim/tokens.hpp"

#include <charconv>

namespace stimchat::sim {

namespace {

struct Parts {
    Participant participant = 0;
    std::int64_t expiry_ms = 0;
};

std::optional<Parts> read(std::string_view token) {
    constexpr std::string_view prefix = "sim.";
    if (token.substr(0, prefix.size()) != prefix) return std::nullopt;
    const char* const end = token.data() + token.size();
    Parts parts;
    const auto first = std::from_chars(token.data() + prefix.size(), end, parts.participant);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '.') return std::nullopt;
    const auto second = std::from_chars(first.ptr + 1, end, parts.expiry_ms);
    if (second.ec != std::errc{} || second.ptr != end) return std::nullopt;
    return parts;
}

}  // namespace

engine::Identity identity_of(Participant participant) {
    return {ParticipantId{1, participant}, ParticipantKey{2, participant}};
}

Participant participant_of(const ParticipantKey& key) {
    return key.low;
}

std::string Tokens::mint_for(std::uint64_t place) {
    if (world_.weather.devices == 1) return write(++participants_);
    const auto account = accounts_.try_emplace(place / places_per_person, 0).first;
    if (account->second == 0) account->second = ++participants_;
    return write(account->second);
}

std::string Tokens::write(Participant participant) {
    const Instant expiry = world_.now() + world_.weather.token_life;
    return "sim." + std::to_string(participant) + '.' + std::to_string(expiry.ms_since_epoch);
}

std::optional<std::string> Tokens::renew(std::string_view token) {
    const auto parts = read(token);
    if (!parts) return std::nullopt;
    return write(parts->participant);
}

Participant Tokens::participant_of(std::string_view token) {
    const auto parts = read(token);
    return parts ? parts->participant : 0;
}

Result<engine::Identity, engine::TokenFault> Tokens::verify(std::string_view token, Instant now) const {
    const auto parts = read(token);
    if (!parts) return failure(engine::TokenFault::invalid);
    if (now.ms_since_epoch >= parts->expiry_ms) return failure(engine::TokenFault::expired);
    if (world_.sabotages(Sabotage::split_identity, 500)) return identity_of(++stranger_);
    return identity_of(parts->participant);
}

}  // namespace stimchat::sim
