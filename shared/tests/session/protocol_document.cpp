#include "shared/tests/session/protocol_document.hpp"

#include "shared/tests/protocol/test_files.hpp"

#include <cstdlib>
#include <fstream>

#include <doctest/doctest.h>

namespace stimchat::document {
namespace {

constexpr const char* path = "shared/PROTOCOL.md";

std::string& content() {
    static std::string read = test::read_file(path);
    return read;
}

struct Part {
    std::size_t begin = 0;
    std::size_t size = 0;
};

Part find_part(const std::string& name) {
    const std::string mark = "<!-- " + name + " -->\n";
    const std::size_t at = text().find(mark);
    REQUIRE_MESSAGE(at != std::string::npos, name);
    const std::size_t begin = at + mark.size();
    const std::size_t end = text().find("<!-- end -->", begin);
    REQUIRE(end != std::string::npos);
    return {begin, end - begin};
}

void rewrite(const Part& part, const std::string& expected) {
    content().replace(part.begin, part.size, expected);
    std::ofstream file(std::string(STIMCHAT_SOURCE_DIR "/") + path, std::ios::binary);
    file << content();
    REQUIRE(file.good());
}

}  // namespace

const std::string& text() {
    return content();
}

bool says(const std::string& words) {
    return text().find(words) != std::string::npos;
}

std::vector<std::string> blocks(const std::string& info) {
    std::vector<std::string> found;
    const std::vector<std::string> lines = test::lines_of(text());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i] != "```" + info) continue;
        std::string block;
        for (++i; i < lines.size() && lines[i] != "```"; ++i)
            block += lines[i];
        found.push_back(block);
    }
    return found;
}

void check_part(const std::string& name, const std::string& expected) {
    const Part part = find_part(name);
    if (text().compare(part.begin, part.size, expected) == 0) return;
    if (std::getenv("STIMCHAT_UPDATE_DOCUMENT")) return rewrite(part, expected);
    FAIL_CHECK(std::string(path), ": the part \"", name, "\" should be (STIMCHAT_UPDATE_DOCUMENT=1 writes it there):\n",
               expected);
}

std::string code(std::string_view words) {
    return "`" + std::string(words) + "`";
}

std::string yes_or_no(bool yes) {
    return yes ? "yes" : "no";
}

}  // namespace stimchat::document
