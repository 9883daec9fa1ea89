#pragma once

#include "shared/protocol/json_frame.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Files that the tests read, by their path in the repository.
namespace stimchat::test {

std::string read_file(const std::string& path);
std::vector<std::string> lines_of(const std::string& text);

/// One vector of a file in shared/tests/vectors: each has a line of its own, which is read by the reader under test. (A
/// test that has another JSON library at hand checks that this library sees the same in the whole file.)
class Vector {
  public:
    explicit Vector(const std::string& line);

    std::optional<std::string> text(std::string_view name) const;
    std::string require_text(std::string_view name) const;
    std::uint64_t require_integer(std::string_view name) const;
    /// Of `frame`, or of `frame_base64`.
    std::string frame() const;

  private:
    std::string line_;
};

std::vector<Vector> read_vectors(const std::string& name);

std::string from_base64(std::string_view text);

}  // namespace stimchat::test
