#pragma once

#include <string_view>

/// What the client itself says to the person; what the server says comes with its NACKs.
namespace stimchat::session::sentences {

inline constexpr std::string_view no_answer = "The server did not answer. Your message may not have arrived.";
inline constexpr std::string_view uncertain =
    "Nobody can tell any more whether this arrived. Copy it to send it again.";
inline constexpr std::string_view chat_over = "The chat ended before this was delivered.";
inline constexpr std::string_view closed = "StimChat was closed before the server answered.";
inline constexpr std::string_view not_back_yet = "The chat is not back yet. Wait a moment and try again.";
inline constexpr std::string_view outbox_full = "Too many messages are waiting. Wait a moment, or delete a failed one.";
inline constexpr std::string_view report_too_late = "This chat can no longer be reported.";
inline constexpr std::string_view reports_full = "Earlier reports are still on their way. Try again in a moment.";
inline constexpr std::string_view report_refused = "The report was not accepted.";

}  // namespace stimchat::session::sentences
