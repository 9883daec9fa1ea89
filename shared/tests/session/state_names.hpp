#pragma once

#include "shared/delivery/send_transitions.hpp"
#include "shared/session/client_transitions.hpp"

#include <string_view>

/// What the diagrams in PROTOCOL.md call states and what happens to them. Switches without a default: a new enumerator
/// does not compile until it is named.
namespace stimchat::document {

constexpr std::string_view name_of(session::Phase phase) {
    using enum session::Phase;
    switch (phase) {
        case consent:
            return "consent";
        case idle:
            return "idle";
        case searching:
            return "searching";
        case no_partner:
            return "no_partner";
        case chatting:
            return "chatting";
        case ended:
            return "ended";
        case elsewhere:
            return "elsewhere";
        case banned:
            return "banned";
        case failed:
            return "failed";
    }
    return "";
}

constexpr std::string_view name_of(session::Happening happening) {
    using enum session::Happening;
    switch (happening) {
        case agreed:
            return "agreed";
        case search_asked:
            return "search asked for";
        case search_cancelled:
            return "search cancelled";
        case search_timed_out:
            return "no partner in time";
        case search_refused:
            return "search refused";
        case matched:
            return "matched";
        case chat_over:
            return "chat over";
        case resumed:
            return "resumed";
        case displaced:
            return "live elsewhere";
        case taken_here:
            return "taken here";
        case banned:
            return "banned";
        case ban_over:
            return "ban over";
        case refused_for_good:
            return "refused for good";
    }
    return "";
}

constexpr std::string_view name_of(session::Link link) {
    using enum session::Link;
    switch (link) {
        case down:
            return "down";
        case identifying:
            return "identifying";
        case connecting:
            return "connecting";
        case greeting:
            return "greeting";
        case up:
            return "up";
        case waiting:
            return "waiting";
    }
    return "";
}

constexpr std::string_view name_of(session::LinkHappening happening) {
    using enum session::LinkHappening;
    switch (happening) {
        case token_asked:
            return "token asked for";
        case link_asked:
            return "connection asked for";
        case opened:
            return "opened";
        case welcomed:
            return "WELCOME";
        case postponed:
            return "lost or put off";
        case dropped:
            return "not wanted";
    }
    return "";
}

constexpr std::string_view name_of(delivery::SendState state) {
    using enum delivery::SendState;
    switch (state) {
        case sending:
            return "sending";
        case delivered:
            return "delivered";
        case seen:
            return "seen";
        case failed:
            return "failed";
    }
    return "";
}

constexpr std::string_view name_of(delivery::SendHappening happening) {
    using enum delivery::SendHappening;
    switch (happening) {
        case proven:
            return "ACK, or back in the stream";
        case receipt:
            return "READ_RECEIPT";
        case refused:
            return "NACK";
        case no_answer:
            return "no answer in time";
        case chat_over:
            return "chat over";
        case retried:
            return "tried again";
    }
    return "";
}

}  // namespace stimchat::document
