#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace stimchat::fuzz {

/// Choices read from a fuzzer's input, one after the other. Behind its end all are 0, so that a short input is a short
/// story, and a change at its end leaves its beginning as it was.
class FuzzInput {
  public:
    FuzzInput(const unsigned char* data, std::size_t size) : data_(data), size_(size) {}

    bool is_over() const { return at_ == size_; }
    std::uint8_t byte() { return is_over() ? 0 : data_[at_++]; }
    /// bound from 1 to 256.
    std::size_t below(std::size_t bound) { return byte() % bound; }
    bool coin() { return byte() % 2 == 1; }
    /// Mostly small.
    std::uint64_t number() {
        const std::size_t bytes = below(3) == 2 ? 8 : 1;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < bytes; ++i)
            value = value << 8 | byte();
        return value;
    }
    std::string_view bytes(std::size_t size_max) {
        const std::size_t wanted = below(size_max + 1);
        const std::size_t size = wanted < size_ - at_ ? wanted : size_ - at_;
        const std::string_view taken(reinterpret_cast<const char*>(data_ + at_), size);
        at_ += size;
        return taken;
    }
    template <class Values>
    auto pick(const Values& values) {
        return values[below(values.size())];
    }

  private:
    const unsigned char* data_;
    std::size_t size_;
    std::size_t at_ = 0;
};

}  // namespace stimchat::fuzz
