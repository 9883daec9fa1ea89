#pragma once

#include "shared/protocol/nack_codes.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

/// What people may write to each other. The same check in the page, before sending, and in the server.
namespace stimchat::validation {

struct TextCheck {
    std::optional<protocol::NackCode> fault;  ///< absent: the text may be sent
    std::size_t code_points = 0;              ///< of the text; with `invalid_utf8`: of its part before the fault
};

/// A chat message. The first of these that applies:
/// `invalid_utf8`              cannot come from a decoded frame
/// `text_too_long`             more than limits::text_code_points_max code points
/// `text_forbidden_character`  see is_forbidden
/// `text_empty`                nothing in it can be seen: empty, or all of it is_blank
TextCheck check_text(std::string_view text);

/// The note of a report: the same rules, but it may be empty, and limits::report_note_code_points_max applies.
TextCheck check_report_note(std::string_view note);

/// C0 controls except line feed and tab, DEL, C1 controls, and Unicode's noncharacters.
bool is_forbidden(char32_t code_point);

/// Unicode's white space, and code points that show nothing by themselves (zero-width, direction marks, fillers,
/// variation selectors, tags).
bool is_blank(char32_t code_point);

}  // namespace stimchat::validation
