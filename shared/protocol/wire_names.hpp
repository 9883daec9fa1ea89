#pragma once

#include <string_view>

/// The names on the wire, for both directions.
namespace stimchat::protocol {

/// Where a value stands in a frame: a member of the envelope, or of its `data`.
struct Field {
    std::string_view path;  ///< e.g. "message_id", "data.text"

    constexpr bool in_data() const { return path.substr(0, 5) == "data."; }
    constexpr std::string_view name() const { return in_data() ? path.substr(5) : path; }
};

namespace type_name {
inline constexpr std::string_view hello = "HELLO";
inline constexpr std::string_view find = "FIND";
inline constexpr std::string_view cancel = "CANCEL";
inline constexpr std::string_view chat_message = "CHAT_MESSAGE";
inline constexpr std::string_view leave = "LEAVE";
inline constexpr std::string_view ping = "PING";
inline constexpr std::string_view presence = "PRESENCE";
inline constexpr std::string_view typing_indicator = "TYPING_INDICATOR";
inline constexpr std::string_view read_receipt = "READ_RECEIPT";
inline constexpr std::string_view ack = "ACK";
inline constexpr std::string_view nack = "NACK";
inline constexpr std::string_view welcome = "WELCOME";
inline constexpr std::string_view new_match = "NEW_MATCH";
inline constexpr std::string_view search_ended = "SEARCH_ENDED";
inline constexpr std::string_view conversation_ended = "CONVERSATION_ENDED";
inline constexpr std::string_view banned = "BANNED";
inline constexpr std::string_view error = "ERROR";
inline constexpr std::string_view system = "SYSTEM";
}  // namespace type_name

namespace field {
// The envelope, in canonical order.
inline constexpr Field type{"type"};
inline constexpr Field message_id{"message_id"};
inline constexpr Field conversation_id{"conversation_id"};
inline constexpr Field sender{"sender"};
inline constexpr Field data{"data"};
inline constexpr Field timestamp{"timestamp"};
inline constexpr Field epoch{"epoch"};
inline constexpr Field offset{"offset"};

inline constexpr Field version{"data.version"};
inline constexpr Field token{"data.token"};
inline constexpr Field client{"data.client"};
inline constexpr Field take_over{"data.take_over"};
inline constexpr Field terms{"data.terms"};
inline constexpr Field text{"data.text"};
inline constexpr Field code{"data.code"};
inline constexpr Field field{"data.field"};
inline constexpr Field retryable{"data.retryable"};
inline constexpr Field retry_after_ms{"data.retry_after_ms"};
inline constexpr Field session_id{"data.session_id"};
inline constexpr Field recovered{"data.recovered"};
inline constexpr Field standing{"data.standing"};
inline constexpr Field sessions_max{"data.sessions_max"};
inline constexpr Field resume_window_ms{"data.resume_window_ms"};
inline constexpr Field presence{"data.presence"};
inline constexpr Field typing{"data.typing"};
inline constexpr Field notice{"data.notice"};
inline constexpr Field heartbeat_interval_ms{"data.heartbeat_interval_ms"};
inline constexpr Field search_timeout_ms{"data.search_timeout_ms"};
inline constexpr Field report_window_ms{"data.report_window_ms"};
inline constexpr Field you{"data.you"};
inline constexpr Field partner{"data.partner"};
inline constexpr Field reason{"data.reason"};
inline constexpr Field until{"data.until"};
}  // namespace field

}  // namespace stimchat::protocol
