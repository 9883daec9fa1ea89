#include "shared/session/client_requests.hpp"

#include "shared/protocol/limits.hpp"
#include "shared/session/client_turn.hpp"

#include <algorithm>

namespace stimchat::session {

namespace {

Instant deadline_of(const PendingRequests::Request& request) {
    return request.last_sent + limits::ack_timeout;
}

}  // namespace

const PendingRequests::Request& PendingRequests::add(const MessageId& message_id, Kind kind,
                                                     const ConversationId& conversation, Instant now) {
    if (requests_.is_full()) requests_.take(requests_.begin());
    Request* request = requests_.add();
    request->message_id = message_id;
    request->kind = kind;
    request->conversation = conversation;
    request->last_sent = now;
    return *request;
}

std::optional<PendingRequests::Kind> PendingRequests::answered(const MessageId& message_id) {
    for (Request& request : requests_) {
        if (request.message_id == message_id) return requests_.take(&request).kind;
    }
    return std::nullopt;
}

void PendingRequests::forget(Kind kind) {
    for (Request* request = requests_.begin(); request != requests_.end();) {
        if (request->kind == kind) {
            requests_.take(request);
        } else {
            ++request;
        }
    }
}

bool PendingRequests::has(Kind kind) const {
    return std::any_of(requests_.begin(), requests_.end(),
                       [&](const Request& request) { return request.kind == kind; });
}

bool PendingRequests::is_leaving(const ConversationId& conversation) const {
    return std::any_of(requests_.begin(), requests_.end(), [&](const Request& request) {
        return request.kind == Kind::leave && request.conversation == conversation;
    });
}

void PendingRequests::resend_all(Instant now) {
    for (Request& request : requests_) {
        request.last_sent = now - limits::ack_timeout;
        request.times_sent = 0;
    }
}

const PendingRequests::Request* PendingRequests::next_due(Instant now) {
    for (Request& request : requests_) {
        if (now < deadline_of(request) || request.times_sent >= sends_max) continue;
        request.last_sent = now;
        ++request.times_sent;
        return &request;
    }
    return nullptr;
}

bool PendingRequests::is_exhausted(Instant now) const {
    return std::any_of(requests_.begin(), requests_.end(), [&](const Request& request) {
        return now >= deadline_of(request) && request.times_sent >= sends_max;
    });
}

std::optional<Instant> PendingRequests::next_deadline() const {
    std::optional<Instant> next;
    for (const Request& request : requests_)
        bring_forward(next, deadline_of(request));
    return next;
}

}  // namespace stimchat::session
