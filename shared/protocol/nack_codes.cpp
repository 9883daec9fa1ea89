#include "shared/protocol/nack_codes.hpp"

#include <cstddef>

namespace stimchat::protocol {

using enum NackCode;

constexpr std::array<NackRule, 26> nack_rules{{
    // A person sees these only if the page and the server do not understand each other.
    {not_json, "not_json", false, "The server could not read this. Nothing was sent; reload the page and try again."},
    {too_deep, "too_deep", false, "The server could not read this. Nothing was sent; reload the page and try again."},
    {duplicate_key, "duplicate_key", false,
     "The server could not read this. Nothing was sent; reload the page and try again."},
    {invalid_utf8, "invalid_utf8", false, "This contains characters that are broken. Nothing was sent."},
    {wrong_type, "wrong_type", false,
     "The server did not understand this. Nothing was sent; reload the page and try again."},
    {missing_field, "missing_field", false,
     "The server did not understand this. Nothing was sent; reload the page and try again."},
    {invalid_value, "invalid_value", false,
     "The server did not understand this. Nothing was sent; reload the page and try again."},
    {unknown_type, "unknown_type", false,
     "The server does not know how to do this. Reload the page to get its current version."},

    {text_empty, "text_empty", false, "There is nothing to send yet. Write something first."},
    {text_too_long, "text_too_long", false, "This message is too long. Shorten it and send it again."},
    {text_forbidden_character, "text_forbidden_character", false,
     "This message contains a character that cannot be sent. Remove it and send it again."},

    {hello_required, "hello_required", true, "The connection is not ready yet. Try again in a moment."},
    {already_greeted, "already_greeted", false, "You are connected already."},
    {consent_required, "consent_required", false, "Please read and agree to the terms first."},
    {already_searching, "already_searching", false, "You are already looking for a partner."},
    {not_searching, "not_searching", false, "You are not looking for a partner at the moment."},
    {already_in_conversation, "already_in_conversation", false, "You are in a chat. Leave it to look for another one."},
    {not_in_conversation, "not_in_conversation", false, "This chat has ended. The message was not sent."},
    {rate_limited, "rate_limited", true, "That was a little fast. Wait a moment and try again."},
    {draining, "draining", true, "StimChat is about to restart. Try again in a minute."},
    {server_full, "server_full", true, "StimChat is full right now. Try again in a few minutes."},

    {token_invalid, "token_invalid", false, "This browser could not be recognised. Reload the page to start afresh."},
    {token_expired, "token_expired", false, "You were away for a long time. Reload the page to come back."},
    {version_unsupported, "version_unsupported", false,
     "This page is out of date. Reload it to get the current version."},
    {already_connected, "already_connected", false, "StimChat is open in another tab or window."},
    {banned, "banned", false, "You have been banned from StimChat."},
}};

const NackRule& rule_of(NackCode code) {
    return nack_rules[static_cast<std::size_t>(code)];
}

namespace {

// Copies made by the compiler: whoever uses only these, as the module in a page does, need not carry all sentences.
constexpr auto names = [] {
    std::array<std::string_view, nack_rules.size()> copies;
    for (std::size_t i = 0; i < copies.size(); ++i)
        copies[i] = nack_rules[i].name;
    return copies;
}();

constexpr NackRule copy_of(NackCode code) {
    return nack_rules[static_cast<std::size_t>(code)];
}

constexpr std::array<NackRule, 5> found_by_clients{copy_of(text_empty), copy_of(text_too_long),
                                                   copy_of(text_forbidden_character), copy_of(invalid_utf8),
                                                   copy_of(not_in_conversation)};

}  // namespace

std::string_view name_of(NackCode code) {
    return names[static_cast<std::size_t>(code)];
}

std::string_view client_sentence_of(NackCode code) {
    for (const NackRule& rule : found_by_clients)
        if (rule.code == code) return rule.sentence;
    return "The server did not accept this.";
}

std::optional<NackCode> parse_nack_code(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<NackCode>(i);
    return std::nullopt;
}

}  // namespace stimchat::protocol
