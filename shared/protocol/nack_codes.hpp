#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace stimchat::protocol {

/// Why a command was refused. On the wire: the name in lower case, e.g. "text_too_long".
enum class NackCode : std::uint8_t {
    // the frame could not be read
    not_json,
    too_deep,
    duplicate_key,
    invalid_utf8,
    wrong_type,  // a field has a value of another kind than the protocol says
    missing_field,
    invalid_value,  // right kind, impossible value: not a UUID, out of range, too long
    unknown_type,
    // the text is not acceptable
    text_empty,
    text_too_long,
    text_forbidden_character,
    // not now
    hello_required,
    already_greeted,
    consent_required,
    already_searching,
    not_searching,
    already_in_conversation,
    not_in_conversation,  // also for a conversation of other people: its existence is not told
    rate_limited,
    draining,
    server_full,
    // not this one
    token_invalid,
    token_expired,
    version_unsupported,
    already_connected,
    banned,
};

struct NackRule {
    NackCode code;
    std::string_view name;
    bool retryable;             ///< whether the same intent may succeed later (with a new message_id)
    std::string_view sentence;  ///< for a person: what happened and what to do
};

extern const std::array<NackRule, 26> nack_rules;  ///< ordered as the enum

const NackRule& rule_of(NackCode code);
std::string_view name_of(NackCode code);
/// The sentence of a refusal that a client finds by itself, before anything is sent (the text is not acceptable, there
/// is no conversation). What a server refuses comes with its sentence; for such a code this says only that.
std::string_view client_sentence_of(NackCode code);
std::optional<NackCode> parse_nack_code(std::string_view name);

}  // namespace stimchat::protocol
