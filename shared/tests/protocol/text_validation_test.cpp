#include "shared/core/utf8.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/validation/text.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::validation;
using namespace std::string_literals;
using protocol::NackCode;

namespace {

std::string text_of(char32_t code_point, std::size_t times = 1) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i)
        append_utf8(code_point, text);
    return text;
}

}  // namespace

TEST_CASE("ordinary texts may be sent") {
    for (const char* text : {"a", "Hello, world!", "line\nbreak", "tab\tbed", " padded ", "\u05E9\u05DC\u05D5\u05DD",
                             "\u0645\u0631\u062D\u0628\u0627", "\U0001F600",
                             "\U0001F468\u200D\U0001F469\u200D\U0001F467", "<script>alert(1)</script>", "\u202Eabc"}) {
        CAPTURE(text);
        CHECK_FALSE(check_text(text).fault);
    }
}

TEST_CASE("length is counted in code points, up to the limit") {
    for (const char32_t code_point : {U'a', U'\u00E9', U'\u20AC', U'\U0001F600'}) {
        const TextCheck longest = check_text(text_of(code_point, limits::text_code_points_max));
        CHECK_FALSE(longest.fault);
        CHECK(longest.code_points == limits::text_code_points_max);
        const TextCheck too_long = check_text(text_of(code_point, limits::text_code_points_max + 1));
        CHECK(too_long.fault == NackCode::text_too_long);
        CHECK(too_long.code_points == limits::text_code_points_max + 1);
    }
}

TEST_CASE("a text that shows nothing is empty") {
    for (const std::string& text :
         {""s, " "s, "\n\t "s, "\u00A0\u2003\u3000"s, "\u200B\u200D"s, "\uFEFF"s, "\u2800\u2800"s, "\u3164"s, "\u00AD"s,
          "\u202E"s, "\U000E0041"s, "\uFE0F"s, std::string(2000, ' ')}) {
        CAPTURE(text);
        CHECK(check_text(text).fault == NackCode::text_empty);
        CHECK_FALSE(check_text(text + "x").fault == NackCode::text_empty);
    }
    CHECK(check_text("  ").code_points == 2);
}

TEST_CASE("controls and noncharacters are forbidden anywhere in a text") {
    for (char32_t c = 0; c < 0xA0; ++c) {
        const bool allowed = c == U'\n' || c == U'\t' || (c >= 0x20 && c < 0x7F);
        CAPTURE(static_cast<unsigned>(c));
        CHECK(is_forbidden(c) == !allowed);
        CHECK((check_text("a" + text_of(c) + "b").fault == NackCode::text_forbidden_character) == !allowed);
    }
    for (char32_t plane = 0; plane <= 0x10; ++plane) {
        CHECK(is_forbidden(plane << 16 | 0xFFFE));
        CHECK(is_forbidden(plane << 16 | 0xFFFF));
        CHECK_FALSE(is_forbidden(plane << 16 | 0xFFFD));
    }
    CHECK(is_forbidden(0xFDD0));
    CHECK(is_forbidden(0xFDEF));
    CHECK_FALSE(is_forbidden(0xFDCF));
    CHECK_FALSE(is_forbidden(0xFDF0));
}

TEST_CASE("the first rule that applies is the one that is told") {
    const std::string too_long(limits::text_code_points_max + 1, ' ');
    CHECK(check_text(too_long).fault == NackCode::text_too_long);
    CHECK(check_text(too_long + "\x01").fault == NackCode::text_too_long);
    CHECK(check_text(" \x01").fault == NackCode::text_forbidden_character);
    CHECK(check_text("\0"s).fault == NackCode::text_forbidden_character);
    const TextCheck broken = check_text("ab\xFF" + too_long);
    CHECK(broken.fault == NackCode::invalid_utf8);
    CHECK(broken.code_points == 2);
}

TEST_CASE("the note of a report may be empty, and has a limit of its own") {
    CHECK_FALSE(check_report_note("").fault);
    CHECK_FALSE(check_report_note("   ").fault);
    CHECK_FALSE(check_report_note(text_of(U'\U0001F600', limits::report_note_code_points_max)).fault);
    CHECK(check_report_note(text_of(U'x', limits::report_note_code_points_max + 1)).fault == NackCode::text_too_long);
    CHECK(check_report_note("a\x7F").fault == NackCode::text_forbidden_character);
    CHECK(check_report_note("\xC3").fault == NackCode::invalid_utf8);
}

TEST_CASE("letters, digits and signs are not blank") {
    for (const char32_t c :
         {U'!', U'a', U'~', U'\u00A1', U'\u20AC', U'\u2801', U'\u3001', U'\u4E00', U'\uFE10', U'\U0001F600'})
        CHECK_FALSE(is_blank(c));
}
