#include "shared/session/client_requests.hpp"

#include "shared/protocol/limits.hpp"
#include "shared/session/client_turn.hpp"

#include <algorithm>

namespace stimchat::session {

void PendingRequests::add(const protocol::Command& command, Kind kind, Instant now) {
    if (requests_.size() >= requests_max) requests_.erase(requests_.begin());
    requests_.push_back({command, kind, now, 1});
}

std::optional<PendingRequests::Kind> PendingRequests::answered(MessageId message_id) {
    const auto found = std::find_if(requests_.begin(), requests_.end(),
                                    [&](const Request& request) { return request.command.message_id == message_id; });
    if (found == requests_.end()) return std::nullopt;
    const Kind kind = found->kind;
    requests_.erase(found);
    return kind;
}

void PendingRequests::forget(Kind kind) {
    std::erase_if(requests_, [&](const Request& request) { return request.kind == kind; });
}

PendingRequests::Due PendingRequests::on_time(Instant now) {
    Due due;
    for (Request& request : requests_) {
        if (now < request.last_sent + limits::ack_timeout) continue;
        if (request.times_sent >= sends_max) {
            due.exhausted = true;
            continue;
        }
        request.last_sent = now;
        ++request.times_sent;
        due.resend.push_back(request.command);
    }
    return due;
}

std::optional<Instant> PendingRequests::next_deadline() const {
    std::optional<Instant> next;
    for (const Request& request : requests_) {
        next = earliest(next, request.last_sent + limits::ack_timeout);
    }
    return next;
}

}  // namespace stimchat::session
