#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

/// What the floor sends: a text of 64 bytes in all, and an ACK of 16. No JSON, no WebSocket, no state: the least that a
/// relay can do.
namespace stimchat::bench {

enum class RecordKind : std::uint32_t { text = 1, ack = 2 };

struct RecordHead {
    RecordKind kind{};
    std::uint32_t author = 0;
    std::uint32_t number = 0;  ///< from 1
    std::uint32_t unused = 0;
};

inline constexpr std::size_t ack_bytes = sizeof(RecordHead);
inline constexpr std::size_t text_bytes = 64;
static_assert(ack_bytes == 16);

inline std::array<char, text_bytes> make_text(std::uint32_t author, std::uint32_t number) {
    std::array<char, text_bytes> record{};
    const RecordHead head{RecordKind::text, author, number, 0};
    std::memcpy(record.data(), &head, sizeof head);
    return record;
}

/// Calls `visit(head, whole record)` for each complete record; returns how many bytes these were.
template <class Visitor>
std::size_t for_each_record(std::string_view bytes, Visitor visit) {
    std::size_t used = 0;
    while (bytes.size() - used >= sizeof(RecordHead)) {
        RecordHead head;
        std::memcpy(&head, bytes.data() + used, sizeof head);
        const std::size_t length = head.kind == RecordKind::text ? text_bytes : ack_bytes;
        if (bytes.size() - used < length) break;
        visit(head, bytes.substr(used, length));
        used += length;
    }
    return used;
}

}  // namespace stimchat::bench
