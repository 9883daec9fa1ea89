#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace stimchat {

/// A 128-bit id, written as a UUID (RFC 9562, 8-4-4-4-12 lower-case hexadecimal digits). The tag keeps ids of different
/// things apart: swapping two of them does not compile.
template <class Tag>
struct Id {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend constexpr bool operator==(const Id&, const Id&) = default;
    friend constexpr bool operator<(const Id& a, const Id& b) {
        return a.high != b.high ? a.high < b.high : a.low < b.low;
    }
};

using MessageId = Id<struct MessageIdTag>;            ///< chosen by whoever sends the message; unique per participant
using ConversationId = Id<struct ConversationIdTag>;  ///< chosen by the server
using SessionId = Id<struct SessionIdTag>;            ///< chosen by the server; outlives a connection
using ParticipantId = Id<struct ParticipantIdTag>;    ///< chosen by the server; inside the token, never on the wire
using ReportId = Id<struct ReportIdTag>;              ///< chosen by the server

/// What is stored in place of a participant: a keyed hash of the ParticipantId, 128 bits of it.
using ParticipantKey = Id<struct ParticipantKeyTag>;

/// A live connection in this process: a dense number that the transport assigns and may reuse after the close.
struct ConnectionId {
    std::uint32_t value = 0;
    friend constexpr bool operator==(ConnectionId, ConnectionId) = default;
};

/// How one member of a conversation is shown to the others: random for each conversation.
struct Alias {
    std::uint32_t value = 0;
    friend constexpr bool operator==(Alias, Alias) = default;
};

inline constexpr std::size_t uuid_text_bytes = 36;
inline constexpr std::size_t alias_text_bytes = 13;  // "anon-" and eight hexadecimal digits

using UuidText = std::array<char, uuid_text_bytes>;
using AliasText = std::array<char, alias_text_bytes>;

UuidText format_uuid(std::uint64_t high, std::uint64_t low);
/// Takes upper and lower case; anything but 8-4-4-4-12 is refused.
std::optional<std::array<std::uint64_t, 2>> parse_uuid(std::string_view text);

AliasText format_alias(Alias alias);
std::optional<Alias> parse_alias(std::string_view text);

template <class Tag>
UuidText to_text(const Id<Tag>& id) {
    return format_uuid(id.high, id.low);
}

template <class SomeId>
std::optional<SomeId> parse_id(std::string_view text) {
    auto halves = parse_uuid(text);
    if (!halves) return std::nullopt;
    return SomeId{(*halves)[0], (*halves)[1]};
}

template <std::size_t Size>
std::string_view view(const std::array<char, Size>& text) {
    return {text.data(), text.size()};
}

}  // namespace stimchat

template <class Tag>
struct std::hash<stimchat::Id<Tag>> {
    // Ids are random or keyed hashes already; mixing the halves is enough.
    std::size_t operator()(const stimchat::Id<Tag>& id) const noexcept {
        return static_cast<std::size_t>(id.high ^ (id.low * 0x9E3779B97F4A7C15ULL));
    }
};

template <>
struct std::hash<stimchat::ConnectionId> {
    std::size_t operator()(stimchat::ConnectionId id) const noexcept { return id.value; }
};
