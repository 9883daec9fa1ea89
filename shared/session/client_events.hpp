#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// What goes into a ClientSession and what comes out. The shell around it (browser, load tool, simulator) carries bytes
/// and time, and decides nothing.
namespace stimchat::session {

enum class ReportReason : std::uint8_t {
    child_safety,
    violence,
    sexual,
    harassment_or_hate,
    spam_or_scam,
    self_harm,
    other,
};
/// The name on the wire and in the database, e.g. "child_safety".
std::string_view name_of(ReportReason reason);
std::optional<ReportReason> parse_report_reason(std::string_view name);

// --- what the person does ------------------------------------------------------------------------------------------
struct Agree {};  ///< to terms_version
struct FindChat {};
struct CancelSearch {};
struct Say {
    std::string_view text;
};
struct Retry {
    std::uint64_t entry;
};  ///< a failed message, under a new message_id
struct Discard {
    std::uint64_t entry;
};  ///< forget a failed message (delete, or edit: the page has its text)
struct LeaveChat {};
struct SubmitReport {
    ReportReason reason;
    std::string_view note;
};
struct UseHere {};       ///< take the session over from the other tab
struct ReconnectNow {};  ///< "Try now", the `online` event, a tab that becomes visible

// --- what happens to the link --------------------------------------------------------------------------------------
struct Started {
    std::string_view token;          ///< kept from an earlier visit; empty if none
    std::uint32_t terms_agreed = 0;  ///< kept from an earlier visit; 0 if none
};
struct IdentityGranted {
    std::string_view token;
};
struct IdentityRefused {  ///< the request failed; tried again with backoff
    std::optional<Duration> retry_after;
    bool token_refused = false;  ///< the old token cannot be renewed: a new identity is needed
};
struct LinkOpened {};
struct FrameReceived {
    std::string_view frame;
};
struct LinkClosed {
    std::uint16_t code;
};
struct ReportAnswered {
    enum class Outcome : std::uint8_t { stored, refused, unavailable } outcome;
    std::optional<Duration> retry_after;  ///< with `unavailable`
    std::string_view sentence;            ///< with `refused`: why, for the person
};
struct TimePassed {};  ///< next_deadline() has come

using ClientEvent = std::variant<Agree, FindChat, CancelSearch, Say, Retry, Discard, LeaveChat, SubmitReport, UseHere,
                                 ReconnectNow, Started, IdentityGranted, IdentityRefused, LinkOpened, FrameReceived,
                                 LinkClosed, ReportAnswered, TimePassed>;

// --- what the shell has to do --------------------------------------------------------------------------------------
struct RequestIdentity {
    std::string renew_token;
};  ///< POST /api/v1/identity; renew_token empty: a new one
struct KeepToken {
    std::string token;
};  ///< in localStorage; empty: forget it
struct KeepTerms {
    std::uint32_t terms = 0;
};
struct OpenLink {};
struct CloseLink {
    std::uint16_t code = 1000;
};
struct SendFrame {
    std::string frame;
};
struct PostReport {  ///< POST /api/v1/report
    std::string token;
    std::string body;  ///< JSON
};

using ClientEffect = std::variant<RequestIdentity, KeepToken, KeepTerms, OpenLink, CloseLink, SendFrame, PostReport>;

}  // namespace stimchat::session
