#pragma once

#include "shared/core/time.hpp"

#include <cstddef>
#include <cstdint>

/// Every bound of the protocol and of the two state machines, in one place. PROTOCOL.md prints this table.
namespace stimchat::limits {

// --- frames and text -------------------------------------------------------------------------------------------------
// 2,000 code points outside the BMP, each written as two \uXXXX escapes, are 24,000 bytes; the envelope needs the rest.
inline constexpr std::size_t frame_bytes_max = 32 * 1024;
inline constexpr std::size_t json_depth_max = 8;
// Members of one JSON object, also of one that nobody reads: keys are compared in pairs to find duplicates.
inline constexpr std::size_t json_members_max = 32;
// What every JSON reader holds exactly, JavaScript's included: 2^53 - 1.
inline constexpr std::uint64_t json_integer_max = (1ULL << 53) - 1;
inline constexpr std::size_t text_code_points_max = 2000;
inline constexpr std::size_t report_note_code_points_max = 500;
inline constexpr std::size_t token_bytes_max = 256;
inline constexpr std::size_t client_name_bytes_max = 64;

// --- a session on the server -----------------------------------------------------------------------------------------
inline constexpr Duration hello_timeout = seconds(5);
// How many commands of a participant are remembered with their first answer. A client has at most outbox_messages_max
// unanswered ones, so a resend always finds its answer.
inline constexpr std::size_t dedupe_window_commands = 64;
// Frames that cannot be read at all (not JSON, unknown type, ...) before the connection is closed.
inline constexpr std::uint32_t unreadable_frames_max = 8;
// Commands refused one after the other before the connection is closed: who takes no notice of a NACK is not talking.
// More than an honest client can have under way when its link stalls while the partner leaves: outbox_messages_max
// texts and a few requests, each sent three times.
inline constexpr std::uint32_t refusals_in_a_row_max = 200;
// Commands of one session: token bucket.
inline constexpr std::uint32_t command_burst = 40;
inline constexpr std::uint32_t commands_per_second = 8;

// Commands that came again (same message_id) of one participant: token bucket. More than an honest client resends:
// outbox_messages_max texts and a few requests at once after a resume, then every resend_interval. Beyond it the
// connection is closed with 1008.
inline constexpr std::uint32_t repeat_burst = 200;
inline constexpr std::uint32_t repeats_per_second = 16;
// Live sessions of one participant, where the policy allows more than one.
inline constexpr std::size_t sessions_per_participant_max = 8;

// --- resume ----------------------------------------------------------------------------------------------------------
// How long a session without a connection is kept; the second for one whose person had the page in the background.
inline constexpr Duration resume_window = seconds(30);
inline constexpr Duration resume_window_away = seconds(120);

// --- heartbeat -------------------------------------------------------------------------------------------------------
inline constexpr Duration heartbeat_interval = seconds(30);
inline constexpr Duration heartbeat_timeout = seconds(60);

// --- a conversation --------------------------------------------------------------------------------------------------
inline constexpr std::size_t transcript_messages_max = 1000;
inline constexpr std::size_t transcript_bytes_max = 256 * 1024;

// A "typing" that is not said again ends by itself.
inline constexpr Duration typing_timeout = seconds(5);

// --- the client ------------------------------------------------------------------------------------------------------
inline constexpr std::size_t outbox_messages_max = 32;
inline constexpr std::size_t log_entries_max = 1000;
inline constexpr Duration ack_timeout = seconds(10);
// An unanswered command is sent again this long after the last time it was sent (same message_id).
inline constexpr Duration resend_interval = seconds(4);
// What the answer to a PING may take when the person is looking (else ack_timeout).
inline constexpr Duration probe_timeout = seconds(5);
// "Typing" is said again at most this often, and so are read receipts.
inline constexpr Duration typing_interval = seconds(3);
inline constexpr Duration receipt_interval = seconds(1);
inline constexpr Duration backoff_base = milliseconds(500);
inline constexpr Duration backoff_cap = seconds(30);
inline constexpr Duration report_resend_cap = seconds(60);

}  // namespace stimchat::limits
