#include "shared/core/random.hpp"
#include "shared/protocol/codec.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/protocol/version.hpp"
#include "shared/session/client_session.hpp"
#include "shared/validation/text.hpp"
#include "wasm-client/json_object.hpp"
#include "wasm-client/turn_text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <emscripten/emscripten.h>

/// The C ABI, as index.mjs uses it. Texts go in through one input buffer and come out, as JSON, through one output
/// buffer; both belong to the module. 64-bit numbers cross as doubles. Calls that write output return its size in
/// bytes.
namespace stimchat::bindings {
namespace {

// Twice the longest frame: the caller cuts what is longer, and the checks refuse it then for its length.
constexpr std::size_t input_bytes_max = 2 * limits::frame_bytes_max;
static_assert(input_bytes_max == 65536, "index.mjs has this number too");
// After a long answer the output goes back to this.
constexpr std::size_t output_bytes_kept = 64 * 1024;
constexpr std::size_t sessions_max = 16;
constexpr std::size_t seed_bytes = 32;

/// The numbers of index.mjs.
enum class EventKind : std::uint32_t {
    agree,
    find,
    cancel,
    say,
    retry,
    discard,
    leave,
    report,
    use_here,
    reconnect_now,
    started,
    identity_granted,
    identity_refused,
    link_opened,
    frame_received,
    link_closed,
    report_answered,
    time_passed,
    retry_unsent,
    discard_unsent,
    composing,
    looking,
    unsent_found,
    closing,
};

// The module is one instance in one thread, and its caller can hold nothing but numbers.
std::array<char, input_bytes_max> input;
std::string output;
std::array<std::unique_ptr<session::ClientSession>, sessions_max> sessions;

std::string_view input_text(std::uint32_t bytes) {
    return {input.data(), bytes < input.size() ? bytes : input.size()};
}

std::string& fresh_output() {
    if (output.capacity() > output_bytes_kept) output = std::string();
    output.clear();
    return output;
}

std::uint32_t output_bytes() {
    return static_cast<std::uint32_t>(output.size());
}

/// A negative number stands for "absent".
std::optional<Duration> duration_of(double ms) {
    if (!(ms >= 0)) return std::nullopt;
    return milliseconds(static_cast<std::int64_t>(ms));
}

std::string_view after(std::string_view text, std::size_t bytes) {
    return bytes < text.size() ? text.substr(bytes) : std::string_view();
}

/// Three lines: token, session, conversation.
session::Started started(std::string_view lines, std::uint32_t terms) {
    const std::size_t token_end = lines.find('\n');
    const std::string_view ids = after(lines, token_end + 1);
    const std::size_t session_end = ids.find('\n');
    return {lines.substr(0, token_end), terms, ids.substr(0, session_end), after(ids, session_end + 1)};
}

session::ClientEvent event_of(EventKind kind, double a, double b, std::string_view text) {
    using Outcome = session::ReportAnswered::Outcome;
    switch (kind) {
        case EventKind::agree:
            return session::Agree{};
        case EventKind::find:
            return session::FindChat{};
        case EventKind::cancel:
            return session::CancelSearch{};
        case EventKind::say:
            return session::Say{text, {static_cast<std::uint32_t>(a)}};
        case EventKind::retry:
            return session::Retry{static_cast<std::uint64_t>(a)};
        case EventKind::discard:
            return session::Discard{static_cast<std::uint64_t>(a)};
        case EventKind::leave:
            return session::LeaveChat{};
        case EventKind::report:
            return session::SubmitReport{static_cast<session::ReportReason>(a), text};
        case EventKind::use_here:
            return session::UseHere{text};
        case EventKind::reconnect_now:
            return session::ReconnectNow{a > 0};
        case EventKind::started:
            return started(text, static_cast<std::uint32_t>(a));
        case EventKind::identity_granted:
            return session::IdentityGranted{text};
        case EventKind::identity_refused:
            return session::IdentityRefused{duration_of(a), b > 0};
        case EventKind::link_opened:
            return session::LinkOpened{};
        case EventKind::frame_received:
            return session::FrameReceived{text};
        case EventKind::link_closed:
            return session::LinkClosed{static_cast<std::uint16_t>(a)};
        case EventKind::report_answered:
            return session::ReportAnswered{static_cast<Outcome>(static_cast<std::uint8_t>(a)), duration_of(b), text};
        case EventKind::retry_unsent:
            return session::RetryUnsent{};
        case EventKind::discard_unsent:
            return session::DiscardUnsent{};
        case EventKind::composing:
            return session::Composing{a > 0};
        case EventKind::looking:
            return session::Looking{a > 0, b > 0};
        case EventKind::unsent_found:
            return session::UnsentFound{text.substr(0, uuid_text_bytes), after(text, uuid_text_bytes)};
        case EventKind::closing:
            return session::Closing{};
        case EventKind::time_passed:
            break;
    }
    return session::TimePassed{};
}

void append_constants(std::string& out) {
    JsonObject object(out);
    object.number("protocolVersion", protocol::protocol_version);
    object.text("subprotocol", protocol::websocket_subprotocol);
    object.text("path", protocol::websocket_path);
    object.number("textCodePointsMax", limits::text_code_points_max);
    object.number("reportNoteCodePointsMax", limits::report_note_code_points_max);
}

void append_text_check(const validation::TextCheck& check, std::string& out) {
    JsonObject object(out);
    object.boolean("ok", !check.fault.has_value());
    object.number("codePoints", check.code_points);
    if (!check.fault) return;
    object.text("code", protocol::name_of(*check.fault));
    object.text("sentence", protocol::client_sentence_of(*check.fault));
}

void append_fault(protocol::NackCode code, std::string_view field, std::size_t at_byte, std::string& out) {
    JsonObject object(out);
    object.text("code", protocol::name_of(code));
    object.text("field", field);
    object.number("atByte", at_byte);
}

void check_server_frame(std::string_view frame, std::string& out) {
    protocol::Decoder decoder;
    const auto message = decoder.decode_server_message(frame);
    if (message) {
        out += "null";
    } else {
        append_fault(message.error().code, message.error().field, message.error().at_byte, out);
    }
}

}  // namespace
}  // namespace stimchat::bindings

using namespace stimchat;
using namespace stimchat::bindings;

extern "C" {

EMSCRIPTEN_KEEPALIVE char* stimchat_input() {
    return input.data();
}
/// Valid until the next call.
EMSCRIPTEN_KEEPALIVE const char* stimchat_output() {
    return output.data();
}

EMSCRIPTEN_KEEPALIVE std::uint32_t stimchat_constants() {
    append_constants(fresh_output());
    return output_bytes();
}

EMSCRIPTEN_KEEPALIVE std::uint32_t stimchat_check_text(std::uint32_t text_bytes) {
    append_text_check(validation::check_text(input_text(text_bytes)), fresh_output());
    return output_bytes();
}

EMSCRIPTEN_KEEPALIVE std::uint32_t stimchat_check_server_frame(std::uint32_t frame_bytes) {
    check_server_frame(input_text(frame_bytes), fresh_output());
    return output_bytes();
}

/// Input: 32 random bytes, then the client's name of `name_bytes`. Returns a handle, 0 if there are too many sessions.
EMSCRIPTEN_KEEPALIVE std::uint32_t stimchat_session_open(std::uint32_t name_bytes) {
    std::array<std::uint64_t, 4> seed{};
    static_assert(sizeof seed == seed_bytes);
    std::memcpy(seed.data(), input.data(), seed_bytes);
    const std::string_view name = input_text(static_cast<std::uint32_t>(seed_bytes) + name_bytes).substr(seed_bytes);
    for (std::size_t index = 0; index < sessions.size(); ++index) {
        if (sessions[index] != nullptr) continue;
        sessions[index] = std::make_unique<session::ClientSession>(name, std::make_unique<Xoshiro256>(seed));
        return static_cast<std::uint32_t>(index + 1);
    }
    return 0;
}

EMSCRIPTEN_KEEPALIVE void stimchat_session_close(std::uint32_t handle) {
    if (handle >= 1 && handle <= sessions.size()) sessions[handle - 1].reset();
}

/// What `a`, `b` and the input text mean depends on the kind: see event_of. Returns 0 for an unknown handle.
EMSCRIPTEN_KEEPALIVE std::uint32_t stimchat_session_event(std::uint32_t handle, std::uint32_t kind, double now_ms,
                                                          double a, double b, std::uint32_t text_bytes) {
    if (handle < 1 || handle > sessions.size() || sessions[handle - 1] == nullptr) return 0;
    session::ClientSession& session = *sessions[handle - 1];
    const session::ClientView& view = session.view();
    const std::uint64_t revision_before = view.revision;
    const LogBefore log_before{view.log.size(), view.log.empty() ? 0 : view.log.back().entry};

    std::vector<session::ClientEffect> effects;
    const Instant now{static_cast<std::int64_t>(now_ms)};
    session.handle(event_of(static_cast<EventKind>(kind), a, b, input_text(text_bytes)), now, effects);
    TurnText{effects, view, session.next_deadline(), revision_before, log_before}.append_to(fresh_output());
    return output_bytes();
}

}  // extern "C"
