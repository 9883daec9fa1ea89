#include "wasm-client/view_names.hpp"

#include <array>
#include <cstddef>

namespace stimchat::bindings {

namespace {

// Each in the order of its enum.
constexpr std::array<const char*, 9> phases{"consent", "idle",      "searching", "no_partner", "chatting",
                                            "ended",   "elsewhere", "banned",    "failed"};
constexpr std::array<const char*, 6> links{"down", "identifying", "connecting", "greeting", "up", "waiting"};
constexpr std::array<const char*, 7> end_reasons{
    "none", "you_left", "partner_left", "reported", "connection_lost", "server_restarted", "server_draining"};
constexpr std::array<const char*, 3> presences{"here", "away", "gone"};
constexpr std::array<const char*, 6> report_states{"none", "possible", "sending", "waiting", "stored", "refused"};
constexpr std::array<const char*, 2> authors{"you", "stranger"};
constexpr std::array<const char*, 4> send_states{"sending", "delivered", "seen", "failed"};

template <class Names, class Enum>
const char* pick(const Names& names, Enum value) {
    return names[static_cast<std::size_t>(value)];
}

}  // namespace

const char* name_of(session::Phase phase) {
    return pick(phases, phase);
}
const char* name_of(session::Link link) {
    return pick(links, link);
}
const char* name_of(session::EndReason reason) {
    return pick(end_reasons, reason);
}
const char* name_of(protocol::Presence presence) {
    return pick(presences, presence);
}
const char* name_of(session::ReportState state) {
    return pick(report_states, state);
}
const char* name_of(session::Author author) {
    return pick(authors, author);
}
const char* name_of(delivery::SendState state) {
    return pick(send_states, state);
}

}  // namespace stimchat::bindings
