#pragma once

#include "server/engine/moderation/report.hpp"
#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace stimchat::engine {

/// What the server saw of a conversation, packed into one ring of bytes: evidence for a report, and what a session that
/// comes back has missed. Bounded by limits::transcript_messages_max and
/// limits::transcript_bytes_max; the oldest lines go first, and it is marked as truncated.
class Transcript {
  public:
    struct Line {
        std::uint64_t offset = 0;
        Instant at;
        Alias sender;
        MessageId message_id;
        std::string_view text;
    };

    /// How many bytes more this would take if no line had to go for it. Usually zero: room grows by doubling.
    std::size_t growth_for(std::string_view text) const;
    /// Without `may_grow` older lines make room; only a text longer than all the room there is makes it grow even so.
    void append(const Line& line, bool may_grow);
    /// Gives back the room for lines to come.
    void shrink();

    std::vector<EvidenceLine> lines() const;
    /// `visit(line)` for those after this offset, in order. The line's text lives during the visit.
    template <class Visit>
    void for_each_after(std::uint64_t offset, Visit&& visit) const {
        std::string text;
        for (std::size_t at = 0; at < used_;) {
            const Header header = header_at(at);
            if (header.offset > offset) {
                text.resize(header.text_bytes);
                copy_out(at + sizeof header, text.data(), text.size());
                visit(Line{header.offset, header.at, header.sender, header.message_id, text});
            }
            at += sizeof header + header.text_bytes;
        }
    }
    /// Of the oldest line that is still there; 0 if there is none.
    std::uint64_t first_offset() const { return lines_ == 0 ? 0 : header_at(0).offset; }
    std::size_t size() const { return lines_; }
    bool truncated() const { return truncated_; }
    std::size_t memory_bytes() const { return room_; }
    bool is_consistent() const;

  private:
    struct Header {
        std::uint64_t offset;
        Instant at;
        MessageId message_id;
        Alias sender;
        std::uint32_t text_bytes;
    };
    Header header_at(std::size_t at) const;
    std::size_t room_wanted(std::size_t entry_bytes) const;
    void move_to_room_of(std::size_t bytes);
    void drop_oldest();
    void copy_in(const void* from, std::size_t bytes);
    void copy_out(std::size_t at, void* to, std::size_t bytes) const;

    std::unique_ptr<char[]> ring_;
    std::uint32_t room_ = 0;
    std::uint32_t begin_ = 0;
    std::uint32_t used_ = 0;
    std::uint32_t lines_ = 0;
    bool truncated_ = false;
};

}  // namespace stimchat::engine
