#include "server/engine/conversations/transcript.hpp"

#include "shared/protocol/limits.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <string>

namespace stimchat::engine {

namespace {
constexpr std::size_t room_min = 256;
}

std::size_t Transcript::growth_for(std::string_view text) const {
    const std::size_t wanted = room_wanted(sizeof(Header) + text.size());
    return wanted > room_ ? wanted - room_ : 0;
}

void Transcript::append(const Line& line, bool may_grow) {
    const std::size_t entry_bytes = sizeof(Header) + line.text.size();
    assert(entry_bytes <= limits::transcript_bytes_max);
    if (lines_ == limits::transcript_messages_max) drop_oldest();
    if (may_grow && room_wanted(entry_bytes) > room_) move_to_room_of(room_wanted(entry_bytes));
    while (lines_ > 0 && used_ + entry_bytes > room_)
        drop_oldest();
    if (entry_bytes > room_) move_to_room_of(entry_bytes);

    const Header header{line.offset, line.at, line.message_id, line.sender,
                        static_cast<std::uint32_t>(line.text.size())};
    copy_in(&header, sizeof header);
    copy_in(line.text.data(), line.text.size());
    ++lines_;
}

void Transcript::shrink() {
    if (used_ < room_) move_to_room_of(used_);
}

std::vector<EvidenceLine> Transcript::lines() const {
    std::vector<EvidenceLine> all;
    all.reserve(lines_);
    for_each_after(0, [&](const Line& line) {
        all.push_back({line.offset, line.sender, line.at, std::string(line.text)});
    });
    return all;
}

std::size_t Transcript::room_wanted(std::size_t entry_bytes) const {
    const std::size_t needed = used_ + entry_bytes;
    if (needed <= room_) return room_;
    return std::min(std::max({needed, std::size_t{2} * room_, room_min}), limits::transcript_bytes_max);
}

void Transcript::move_to_room_of(std::size_t bytes) {
    auto ring = std::make_unique<char[]>(bytes);
    copy_out(0, ring.get(), used_);
    ring_ = std::move(ring);
    room_ = static_cast<std::uint32_t>(bytes);
    begin_ = 0;
}

void Transcript::drop_oldest() {
    const Header header = header_at(0);
    const std::size_t entry_bytes = sizeof header + header.text_bytes;
    begin_ = static_cast<std::uint32_t>((begin_ + entry_bytes) % room_);
    used_ -= static_cast<std::uint32_t>(entry_bytes);
    --lines_;
    truncated_ = true;
}

Transcript::Header Transcript::header_at(std::size_t at) const {
    Header header;
    copy_out(at, &header, sizeof header);
    return header;
}

void Transcript::copy_in(const void* from, std::size_t bytes) {
    if (bytes == 0) return;
    const std::size_t end = (std::size_t{begin_} + used_) % room_;
    const std::size_t before_wrap = std::min(bytes, room_ - end);
    std::memcpy(ring_.get() + end, from, before_wrap);
    std::memcpy(ring_.get(), static_cast<const char*>(from) + before_wrap, bytes - before_wrap);
    used_ += static_cast<std::uint32_t>(bytes);
}

void Transcript::copy_out(std::size_t at, void* to, std::size_t bytes) const {
    if (bytes == 0) return;
    const std::size_t start = (begin_ + at) % room_;
    const std::size_t before_wrap = std::min(bytes, room_ - start);
    std::memcpy(to, ring_.get() + start, before_wrap);
    std::memcpy(static_cast<char*>(to) + before_wrap, ring_.get(), bytes - before_wrap);
}

bool Transcript::is_consistent() const {
    if (used_ > room_ || room_ > limits::transcript_bytes_max) return false;
    if (lines_ > limits::transcript_messages_max || (lines_ == 0) != (used_ == 0)) return false;
    std::uint64_t offset_before = 0;
    std::size_t at = 0;
    std::size_t count = 0;
    for (; at < used_; ++count) {
        const Header header = header_at(at);
        if (header.offset <= offset_before) return false;
        offset_before = header.offset;
        at += sizeof header + header.text_bytes;
    }
    return at == used_ && count == lines_;
}

}  // namespace stimchat::engine
