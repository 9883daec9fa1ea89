#include "shared/core/utf8.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace std::string_literals;

TEST_CASE("every code point is written and read back") {
    for (char32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
        if (code_point == 0xD800) code_point = 0xE000;
        std::string text;
        append_utf8(code_point, text);
        const CodePoint read = first_code_point(text);
        if (read.value != code_point || read.bytes != text.size() || count_code_points(text) != 1)
            FAIL("code point ", static_cast<std::uint32_t>(code_point));
    }
}

TEST_CASE("code points are counted, not bytes") {
    CHECK(count_code_points("") == 0);
    CHECK(count_code_points("abc") == 3);
    CHECK(count_code_points("\0\0"s) == 2);
    CHECK(count_code_points("h\u00E9\u20AC\U0001F600") == 4);
    CHECK(count_code_points("\U0001F468\u200D\U0001F469\u200D\U0001F467") == 5);  // one family, five code points
}

TEST_CASE("what is not UTF-8 is refused wherever it stands") {
    const std::string faults[] = {
        "\x80"s,  // a continuation without a start
        "\xBF"s,
        "\xC0\x80"s,      // overlong NUL
        "\xC1\xBF"s,      // overlong DEL
        "\xE0\x80\x80"s,  // overlong, three bytes
        "\xE0\x9F\xBF"s,
        "\xF0\x80\x80\x80"s,  // overlong, four bytes
        "\xF0\x8F\xBF\xBF"s,
        "\xED\xA0\x80"s,  // a surrogate
        "\xED\xBF\xBF"s,
        "\xF4\x90\x80\x80"s,  // above U+10FFFF
        "\xF5\x80\x80\x80"s,
        "\xF8\x88\x80\x80\x80"s,
        "\xFE"s,
        "\xFF"s,
        "\xC3"s,  // cut off
        "\xE2\x82"s,
        "\xF0\x9F\x98"s,
        "\xC3\x28"s,  // continuation missing
        "\xE2\x28\xA1"s,
        "\xE2\x82\x28"s,
        "\xF0\x28\x8C\xBC"s,
        "\xF0\x9F\x28\x80"s,
        "\xF0\x9F\x98\x28"s,
    };
    for (const std::string& fault : faults) {
        CAPTURE(fault.size());
        CAPTURE(static_cast<int>(static_cast<unsigned char>(fault[0])));
        CHECK(first_code_point(fault).bytes == 0);
        CHECK_FALSE(is_utf8(fault));
        CHECK_FALSE(is_utf8("ab" + fault));
        CHECK_FALSE(is_utf8("\u20AC" + fault + "cd"));
    }
}
