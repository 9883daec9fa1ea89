#include "shared/validation/text.hpp"

#include "shared/core/utf8.hpp"
#include "shared/protocol/limits.hpp"

#include <array>

namespace stimchat::validation {
namespace {

using protocol::NackCode;

struct Range {
    char32_t first = 0;
    char32_t last = 0;
};

// From Unicode's PropList (White_Space) and DerivedCoreProperties (Default_Ignorable_Code_Point), and the Braille
// blank.
constexpr std::array<Range, 24> blank_ranges{{
    {0x0009, 0x000D}, {0x0020, 0x0020}, {0x0085, 0x0085}, {0x00A0, 0x00A0},   {0x00AD, 0x00AD},   {0x034F, 0x034F},
    {0x061C, 0x061C}, {0x115F, 0x1160}, {0x1680, 0x1680}, {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x2000, 0x200F},
    {0x2028, 0x202F}, {0x205F, 0x206F}, {0x2800, 0x2800}, {0x3000, 0x3000},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFF8}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
}};

struct TextTraits {
    std::size_t code_points = 0;
    bool utf8 = true;
    bool forbidden = false;
    bool blank = true;
};

TextTraits look_at(std::string_view text) {
    TextTraits traits;
    while (!text.empty()) {
        // Most texts are ASCII for the most part.
        if (text[0] > ' ' && text[0] < '\x7F') {
            traits.blank = false;
            ++traits.code_points;
            text.remove_prefix(1);
            continue;
        }
        const CodePoint next = first_code_point(text);
        if (next.bytes == 0) {
            traits.utf8 = false;
            break;
        }
        text.remove_prefix(next.bytes);
        ++traits.code_points;
        traits.forbidden = traits.forbidden || is_forbidden(next.value);
        traits.blank = traits.blank && is_blank(next.value);
    }
    return traits;
}

std::optional<NackCode> fault_of(const TextTraits& traits, std::size_t code_points_max) {
    if (!traits.utf8) return NackCode::invalid_utf8;
    if (traits.code_points > code_points_max) return NackCode::text_too_long;
    if (traits.forbidden) return NackCode::text_forbidden_character;
    return std::nullopt;
}

}  // namespace

bool is_forbidden(char32_t code_point) {
    if (code_point < 0x20) return code_point != U'\n' && code_point != U'\t';
    if (code_point < 0x7F) return false;
    if (code_point < 0xA0) return true;
    return (code_point & 0xFFFE) == 0xFFFE || (code_point >= 0xFDD0 && code_point <= 0xFDEF);
}

bool is_blank(char32_t code_point) {
    for (const Range& range : blank_ranges)
        if (code_point <= range.last) return code_point >= range.first;
    return false;
}

TextCheck check_text(std::string_view text) {
    const TextTraits traits = look_at(text);
    if (const auto fault = fault_of(traits, limits::text_code_points_max)) return {fault, traits.code_points};
    if (traits.blank) return {NackCode::text_empty, traits.code_points};
    return {std::nullopt, traits.code_points};
}

TextCheck check_report_note(std::string_view note) {
    const TextTraits traits = look_at(note);
    return {fault_of(traits, limits::report_note_code_points_max), traits.code_points};
}

}  // namespace stimchat::validation
