#include "shared/tests/protocol/test_files.hpp"

#include "shared/protocol/field_reader.hpp"

#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

namespace stimchat::test {

using namespace protocol;

std::string read_file(const std::string& path) {
    std::ifstream file(std::string(STIMCHAT_SOURCE_DIR "/") + path, std::ios::binary);
    REQUIRE_MESSAGE(file.good(), path);
    return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

Vector::Vector(const std::string& line) : line_(line) {
    JsonFrame frame;
    REQUIRE_MESSAGE(!read_json_frame(line_, frame), line_);
}

std::optional<std::string> Vector::text(std::string_view name) const {
    JsonFrame frame;
    read_json_frame(line_, frame);
    std::string scratch;
    FieldReader in(frame, scratch);
    const auto text = in.text_if(Field{name});
    REQUIRE_FALSE(in.fault());
    if (!text) return std::nullopt;
    return std::string(*text);
}

std::string Vector::require_text(std::string_view name) const {
    const auto value = text(name);
    REQUIRE_MESSAGE(value, line_);
    return *value;
}

std::uint64_t Vector::require_integer(std::string_view name) const {
    JsonFrame frame;
    read_json_frame(line_, frame);
    std::string scratch;
    FieldReader in(frame, scratch);
    const std::uint64_t value = in.integer(Field{name});
    REQUIRE_MESSAGE(!in.fault(), line_);
    return value;
}

std::string Vector::frame() const {
    if (const auto base64 = text("frame_base64")) return from_base64(*base64);
    return require_text("frame");
}

std::vector<Vector> read_vectors(const std::string& name) {
    std::vector<std::string> lines = lines_of(read_file("shared/tests/vectors/" + name));
    REQUIRE(lines.size() > 2);
    CHECK(lines.front() == "[");
    CHECK(lines.back() == "]");
    std::vector<Vector> vectors;
    for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
        std::string& line = lines[i];
        if (line.back() == ',') line.pop_back();
        vectors.emplace_back(line);
    }
    return vectors;
}

std::string from_base64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    int bit_count = 0;
    for (const char c : text) {
        if (c == '=') break;
        bits = bits << 6 | static_cast<std::uint32_t>(digits.find(c));
        bit_count += 6;
        if (bit_count < 8) continue;
        bit_count -= 8;
        bytes.push_back(static_cast<char>(bits >> bit_count & 0xFF));
    }
    return bytes;
}

}  // namespace stimchat::test
