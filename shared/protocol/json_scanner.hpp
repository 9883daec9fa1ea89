#pragma once

#include "shared/protocol/json_frame.hpp"

#include <cstddef>
#include <string_view>

namespace stimchat::protocol {

/// The words of JSON: strings, numbers, literals, white space. Each read_* starts at the first byte of its thing and
/// ends behind it; false: fault() says why.
class JsonScanner {
  public:
    explicit JsonScanner(std::string_view text) : text_(text) {}

    std::size_t at() const { return at_; }
    bool at_end() const { return at_ == text_.size(); }
    /// NUL at the end.
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    void skip() { ++at_; }
    bool take(char c) {
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    void skip_white_space() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t')
            ++at_;
    }
    JsonSpan span_from(std::size_t begin) const {
        return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_ - begin)};
    }

    /// `span`: what is between the quotes.
    bool read_string(JsonSpan& span, bool& escaped);
    bool read_number(JsonKind& kind);
    bool read_literal(std::string_view literal);

    /// Always false.
    bool fail(NackCode code) {
        code_ = code;
        return false;
    }
    bool fail_at(std::size_t byte, NackCode code) {
        at_ = byte;
        return fail(code);
    }
    JsonFault fault() const { return {code_, at_}; }

  private:
    bool read_escape();
    bool read_hex4(std::uint32_t& unit);
    bool read_digits();

    std::string_view text_;
    std::size_t at_ = 0;
    NackCode code_{};
};

}  // namespace stimchat::protocol
