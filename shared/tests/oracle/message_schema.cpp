#include "shared/tests/oracle/json_oracle.hpp"

#include <cctype>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

namespace stimchat::oracle {
namespace {

namespace json = boost::json;

enum class Kind {
    uuid,
    alias,
    text,
    text_unless_empty,  ///< left out when it is empty
    sentence,
    flag,
    flag_unless_false,  ///< left out when it is false
    number32,
    number53,
    time,
    refusal,  ///< one of the names of refusals
    search_end,
    conversation_end,
    standing,
    presence,
    notice,
    derived,  ///< a flag that the encoder sets by itself
};

struct Member {
    std::string path;
    Kind kind;
    bool required = true;
};

using Schema = std::map<std::string, std::vector<Member>>;

const Schema& schema_of(Direction direction) {
    static const Schema commands = {
        {"HELLO",
         {{"message_id", Kind::uuid},
          {"conversation_id", Kind::uuid, false},
          {"data.version", Kind::number32},
          {"data.token", Kind::text},
          {"data.client", Kind::text_unless_empty, false},
          {"data.take_over", Kind::flag_unless_false, false},
          {"data.session_id", Kind::uuid, false},
          {"epoch", Kind::number32, false},
          {"offset", Kind::number53, false}}},
        {"FIND", {{"message_id", Kind::uuid}, {"data.terms", Kind::number32}}},
        {"CANCEL", {{"message_id", Kind::uuid}}},
        {"CHAT_MESSAGE", {{"message_id", Kind::uuid}, {"conversation_id", Kind::uuid}, {"data.text", Kind::text}}},
        {"LEAVE", {{"message_id", Kind::uuid}, {"conversation_id", Kind::uuid}}},
        {"PING", {{"message_id", Kind::uuid}}},
        {"PRESENCE", {{"message_id", Kind::uuid}, {"data.presence", Kind::presence}}},
        {"TYPING_INDICATOR",
         {{"message_id", Kind::uuid}, {"conversation_id", Kind::uuid}, {"data.typing", Kind::flag}}},
        {"READ_RECEIPT",
         {{"message_id", Kind::uuid},
          {"conversation_id", Kind::uuid},
          {"epoch", Kind::number32},
          {"offset", Kind::number53}}},
    };
    static const Schema server = {
        {"ACK",
         {{"message_id", Kind::uuid},
          {"conversation_id", Kind::uuid, false},
          {"timestamp", Kind::time},
          {"epoch", Kind::number32, false},
          {"offset", Kind::number53, false}}},
        {"NACK",
         {{"message_id", Kind::uuid},
          {"data.code", Kind::refusal},
          {"data.text", Kind::sentence},
          {"data.field", Kind::text_unless_empty, false},
          {"data.retryable", Kind::derived},
          {"data.retry_after_ms", Kind::number53, false},
          {"timestamp", Kind::time}}},
        {"WELCOME",
         {{"data.session_id", Kind::uuid},
          {"data.version", Kind::number32},
          {"data.recovered", Kind::flag},
          {"data.standing", Kind::standing},
          {"data.sessions_max", Kind::number32},
          {"data.resume_window_ms", Kind::number53},
          {"data.heartbeat_interval_ms", Kind::number53},
          {"data.search_timeout_ms", Kind::number53},
          {"data.report_window_ms", Kind::number53},
          {"timestamp", Kind::time}}},
        {"NEW_MATCH",
         {{"conversation_id", Kind::uuid},
          {"data.you", Kind::alias},
          {"data.partner", Kind::alias},
          {"timestamp", Kind::time},
          {"epoch", Kind::number32},
          {"offset", Kind::number53}}},
        {"CHAT_MESSAGE",
         {{"message_id", Kind::uuid},
          {"conversation_id", Kind::uuid},
          {"sender", Kind::alias},
          {"data.text", Kind::text},
          {"timestamp", Kind::time},
          {"epoch", Kind::number32},
          {"offset", Kind::number53}}},
        {"SEARCH_ENDED", {{"data.reason", Kind::search_end}, {"timestamp", Kind::time}}},
        {"CONVERSATION_ENDED",
         {{"conversation_id", Kind::uuid},
          {"data.reason", Kind::conversation_end},
          {"timestamp", Kind::time},
          {"epoch", Kind::number32},
          {"offset", Kind::number53}}},
        {"BANNED", {{"data.reason", Kind::text}, {"data.until", Kind::time, false}, {"timestamp", Kind::time}}},
        {"ERROR",
         {{"data.code", Kind::refusal},
          {"data.text", Kind::sentence},
          {"data.field", Kind::text_unless_empty, false},
          {"timestamp", Kind::time}}},
        {"PRESENCE",
         {{"conversation_id", Kind::uuid},
          {"sender", Kind::alias},
          {"data.presence", Kind::presence},
          {"timestamp", Kind::time}}},
        {"TYPING_INDICATOR",
         {{"conversation_id", Kind::uuid},
          {"sender", Kind::alias},
          {"data.typing", Kind::flag},
          {"timestamp", Kind::time}}},
        {"READ_RECEIPT",
         {{"conversation_id", Kind::uuid},
          {"sender", Kind::alias},
          {"timestamp", Kind::time},
          {"epoch", Kind::number32},
          {"offset", Kind::number53}}},
        {"SYSTEM",
         {{"data.notice", Kind::notice}, {"data.retry_after_ms", Kind::number53, false}, {"timestamp", Kind::time}}},
    };
    return direction == Direction::command ? commands : server;
}

const std::regex& pattern_of(Kind kind) {
    static const std::map<Kind, std::regex> patterns = {
        {Kind::uuid, std::regex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")},
        {Kind::alias, std::regex("anon-[0-9a-fA-F]{8}")},
        {Kind::refusal,
         std::regex("not_json|too_deep|duplicate_key|invalid_utf8|wrong_type|missing_field|invalid_value|unknown_type|"
                    "text_empty|text_too_long|text_forbidden_character|hello_required|already_greeted|"
                    "consent_required|already_searching|not_searching|already_in_conversation|not_in_conversation|"
                    "rate_limited|draining|server_full|token_invalid|token_expired|version_unsupported|"
                    "already_connected|banned")},
        {Kind::search_end, std::regex("timed_out|draining|cancelled")},
        {Kind::conversation_end, std::regex("partner_left|you_left|draining")},
        {Kind::standing, std::regex("idle|searching|chatting")},
        {Kind::presence, std::regex("here|away|gone")},
        {Kind::notice, std::regex("draining")},
        {Kind::time,
         std::regex("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
                    "\\.[0-9]{3}Z")},
    };
    return patterns.at(kind);
}

/// The pattern lets 31 days pass in every month.
bool is_real_date(const std::string& time) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int year = std::stoi(time.substr(0, 4)), month = std::stoi(time.substr(5, 2));
    const bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
    return std::stoi(time.substr(8, 2)) <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool is_number(const json::value& value, std::uint64_t max) {
    if (value.is_int64()) return value.as_int64() >= 0 && static_cast<std::uint64_t>(value.as_int64()) <= max;
    return value.is_uint64() && value.as_uint64() <= max;
}

bool is_of_kind(const json::value& value, Kind kind) {
    switch (kind) {
        case Kind::text:
        case Kind::text_unless_empty:
            return value.is_string();
        case Kind::sentence:
            return value.is_string() && !value.as_string().empty();
        case Kind::flag:
        case Kind::flag_unless_false:
        case Kind::derived:
            return value.is_bool();
        case Kind::number32:
            return is_number(value, 0xFFFFFFFF);
        case Kind::number53:
            return is_number(value, 9007199254740991);
        case Kind::uuid:
        case Kind::alias:
        case Kind::refusal:
        case Kind::search_end:
        case Kind::conversation_end:
        case Kind::standing:
        case Kind::presence:
        case Kind::notice:
        case Kind::time:
            break;
    }
    if (!value.is_string()) return false;
    const std::string text(value.as_string().c_str(), value.as_string().size());
    return std::regex_match(text, pattern_of(kind)) && (kind != Kind::time || is_real_date(text));
}

json::value in_lower_case(const json::value& value) {
    json::string text = value.as_string();
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

bool is_left_out(const json::value& value, Kind kind) {
    return (kind == Kind::text_unless_empty && value.as_string().empty()) ||
           (kind == Kind::flag_unless_false && !value.as_bool());
}

/// Null if it is not there, or null itself.
const json::value* find(const json::object& frame, const std::string& path) {
    const json::object* object = &frame;
    std::string name = path;
    if (path.rfind("data.", 0) == 0) {
        const json::value* data = frame.if_contains("data");
        if (!data || !data->is_object()) return nullptr;
        object = &data->as_object();
        name = path.substr(5);
    }
    const json::value* value = object->if_contains(name);
    return value && !value->is_null() ? value : nullptr;
}

void put(json::object& message, const std::string& path, json::value value) {
    if (path.rfind("data.", 0) != 0) {
        message[path] = std::move(value);
        return;
    }
    if (!message.contains("data")) message["data"] = json::object();
    message["data"].as_object()[path.substr(5)] = std::move(value);
}

/// A place in a stream is all of it or nothing.
bool is_whole_position(const json::object& message) {
    const std::size_t parts = message.count("conversation_id") + message.count("epoch") + message.count("offset");
    return parts == 0 || parts == 3;
}

}  // namespace

std::optional<json::object> expected_message(Direction direction, const json::object& frame) {
    const json::value* type = find(frame, "type");
    if (!type || !type->is_string()) return std::nullopt;
    const auto& schema = schema_of(direction);
    const auto found = schema.find(std::string(type->as_string().c_str(), type->as_string().size()));
    if (found == schema.end()) return std::nullopt;

    json::object message{{"type", *type}};
    for (const Member& member : found->second) {
        const json::value* value = find(frame, member.path);
        if (!value && member.required) return std::nullopt;
        if (!value) continue;
        if (!is_of_kind(*value, member.kind)) return std::nullopt;
        if (member.kind == Kind::derived || is_left_out(*value, member.kind)) continue;
        const bool any_case = member.kind == Kind::uuid || member.kind == Kind::alias;
        put(message, member.path, any_case ? in_lower_case(*value) : *value);
    }
    if ((found->first == "ACK" || found->first == "HELLO") && !is_whole_position(message)) return std::nullopt;
    return message;
}

}  // namespace stimchat::oracle
