#include "shared/session/client_link.hpp"

#include "shared/protocol/codec.hpp"
#include "shared/protocol/version.hpp"

#include <algorithm>
#include <utility>

namespace stimchat::session {

namespace {

// The server closes the link after it has refused a HELLO, and may say why before (BANNED).
constexpr Duration refusal_close_timeout = seconds(2);
// Longer than this no server can ask us to stay away; the person can try sooner.
constexpr Duration retry_after_max = hours(1);

constexpr std::uint16_t number(protocol::CloseCode code) {
    return static_cast<std::uint16_t>(code);
}

/// The close code that goes with a refused HELLO.
protocol::CloseCode close_code_of(protocol::NackCode refusal) {
    using protocol::CloseCode;
    using protocol::NackCode;
    switch (refusal) {
        case NackCode::token_invalid:
        case NackCode::token_expired:
            return CloseCode::token_refused;
        case NackCode::version_unsupported:
            return CloseCode::version_unsupported;
        case NackCode::already_connected:
            return CloseCode::already_connected;
        case NackCode::banned:
            return CloseCode::banned;
        default:  // draining, full, too fast: later it may work
            return CloseCode::try_again_later;
    }
}

bool is_token(std::string_view text) {
    return !text.empty() && text.size() <= limits::token_bytes_max;
}

}  // namespace

// --- what the session wants ------------------------------------------------------------------------------------------

void ClientLink::remember_token(std::string_view token) {
    if (is_token(token)) token_ = token;
}

void ClientLink::want(Turn& turn) {
    if (state_ != Link::down) return;
    if (socket_ == Socket::none) return attempt(turn);
    enter(LinkHappening::postponed);
    deadline_ = turn.now;
}

void ClientLink::want_here(Turn& turn) {
    take_over_ = true;
    want(turn);
}

void ClientLink::drop(Turn& turn) {
    if (socket_ == Socket::open) close_socket(protocol::CloseCode::normal, turn);
    heartbeat_.stop();
    hello_id_.reset();
    refused_.reset();
    stay_down();
}

void ClientLink::asked_again(Instant now) {
    if (heartbeat_.is_silent(limits::resend_interval, now)) heartbeat_.expect_answer(now);
}

void ClientLink::try_now(Turn& turn) {
    if (state_ == Link::up && heartbeat_.probe(turn.now)) say(protocol::Ping{}, turn);
    if (state_ != Link::waiting) return;
    deadline_ = std::max(turn.now, not_before_.value_or(turn.now));
    if (socket_ == Socket::none && *deadline_ == turn.now) attempt(turn);
}

void ClientLink::try_at_any_rate(Turn& turn) {
    not_before_.reset();
    try_now(turn);
}

LinkLoss ClientLink::give_up(protocol::CloseCode code, Turn& turn) {
    if (socket_ != Socket::open) return LinkLoss::none;
    close_socket(code, turn);
    return settle_loss(refused_.value_or(number(protocol::CloseCode::abnormal)), turn);
}

// --- what happens to it ----------------------------------------------------------------------------------------------

void ClientLink::identity_granted(std::string_view token, Turn& turn) {
    if (!is_token(token)) return identity_refused({}, turn);
    // One that comes late and is not needed any more would make a second participant out of this one.
    if (!token_.empty() && !token_expired_) return;
    token_ = token;
    token_expired_ = false;
    turn.effects.push_back(KeepToken{token_});
    if (state_ == Link::identifying) open(turn);
}

void ClientLink::identity_refused(const IdentityRefused& refused, Turn& turn) {
    if (state_ != Link::identifying) return;
    if (refused.token_refused) forget_token(turn);
    retry_after_ = refused.retry_after;
    postpone(turn);
}

void ClientLink::opened(const std::optional<protocol::KnownPosition>& known, Turn& turn) {
    if (state_ != Link::connecting || socket_ != Socket::open) return;
    enter(LinkHappening::opened);
    deadline_ = turn.now + limits::ack_timeout;
    greet(known, turn);
}

LinkLoss ClientLink::closed(std::uint16_t code, Turn& turn) {
    const Socket was = std::exchange(socket_, Socket::none);
    if (was == Socket::none) return LinkLoss::none;
    if (was == Socket::closing) {
        if (state_ == Link::waiting && is_due(deadline_, turn.now)) attempt(turn);
        return LinkLoss::none;
    }
    // 1005 is what a browser reports when the close frame had no code: that says nothing against coming back.
    constexpr std::uint16_t code_missing = 1005;
    if (code == code_missing) code = number(protocol::CloseCode::abnormal);
    return settle_loss(refused_.value_or(code), turn);
}

bool ClientLink::heard(Instant now) {
    if (socket_ != Socket::open) return false;
    heartbeat_.heard(now);
    return true;
}

void ClientLink::hello_refused(const protocol::Nack& nack, Turn& turn) {
    hello_id_.reset();
    refused_ = number(close_code_of(nack.code));
    retry_after_ = nack.retry_after;
    token_expired_ = nack.code == protocol::NackCode::token_expired;
    deadline_ = turn.now + refusal_close_timeout;
}

bool ClientLink::welcomed(const protocol::Welcome& welcome, Instant now) {
    if (state_ != Link::greeting || refused_) return false;
    enter(LinkHappening::welcomed);
    deadline_.reset();
    hello_id_.reset();
    take_over_ = false;
    retry_after_.reset();
    session_ = welcome.session;
    backoff_.reset();
    heartbeat_.start(welcome.heartbeat_interval, now);
    return true;
}

// --- time ------------------------------------------------------------------------------------------------------------

LinkLoss ClientLink::on_time(Turn& turn) {
    if (state_ == Link::up) {
        switch (heartbeat_.on_time(turn.now)) {
            case Heartbeat::Verdict::alive:
                return LinkLoss::none;
            case Heartbeat::Verdict::ping_due:
                say(protocol::Ping{}, turn);
                return LinkLoss::none;
            case Heartbeat::Verdict::dead:
                return give_up(protocol::CloseCode::heartbeat_timeout, turn);
        }
    }
    if (!is_due(next_deadline(), turn.now)) return LinkLoss::none;
    if (state_ == Link::waiting) {
        attempt(turn);
        return LinkLoss::none;
    }
    if (state_ == Link::identifying) {
        postpone(turn);
        return LinkLoss::none;
    }
    // Not `normal`: that would end a session which the server may have found by now.
    return give_up(protocol::CloseCode::heartbeat_timeout, turn);
}

std::optional<Instant> ClientLink::next_deadline() const {
    if (state_ == Link::up) return heartbeat_.next_deadline();
    // The next try waits for the end of the old connection, and that will come as an event.
    if (state_ == Link::waiting && socket_ == Socket::closing) return std::nullopt;
    return deadline_;
}

std::optional<Instant> ClientLink::retry_at() const {
    return state_ == Link::waiting ? deadline_ : std::nullopt;
}

// --- steps -----------------------------------------------------------------------------------------------------------

void ClientLink::attempt(Turn& turn) {
    if (!token_.empty() && !token_expired_) return open(turn);
    enter(LinkHappening::token_asked);
    deadline_ = turn.now + limits::ack_timeout;
    turn.effects.push_back(RequestIdentity{token_});
}

void ClientLink::open(Turn& turn) {
    enter(LinkHappening::link_asked);
    deadline_ = turn.now + limits::ack_timeout;
    socket_ = Socket::open;
    turn.effects.push_back(OpenLink{});
}

void ClientLink::greet(const std::optional<protocol::KnownPosition>& known, Turn& turn) {
    protocol::Hello hello;
    hello.version = protocol::protocol_version;
    hello.token = token_;
    hello.client = client_name_;
    hello.take_over = take_over_;
    hello.session = session_;
    hello.known = known;
    hello_id_ = random_id<MessageId>(turn.random);
    transmit({*hello_id_, hello}, turn);
}

void ClientLink::postpone(Turn& turn) {
    enter(LinkHappening::postponed);
    not_before_ = turn.now + std::min(retry_after_.value_or(Duration{}), retry_after_max);
    deadline_ = std::max(turn.now + backoff_.next(turn.random), *not_before_);
    retry_after_.reset();
}

void ClientLink::stay_down() {
    deadline_.reset();
    not_before_.reset();
    retry_after_.reset();
    take_over_ = false;
    enter(LinkHappening::dropped);
}

void ClientLink::close_socket(protocol::CloseCode code, Turn& turn) {
    socket_ = Socket::closing;
    turn.effects.push_back(CloseLink{number(code)});
}

void ClientLink::forget_token(Turn& turn) {
    token_.clear();
    token_expired_ = false;
    forget_session();  // it was that participant's
    turn.effects.push_back(KeepToken{});
}

LinkLoss ClientLink::settle_loss(std::uint16_t code, Turn& turn) {
    heartbeat_.stop();
    hello_id_.reset();
    refused_.reset();
    if (code == number(protocol::CloseCode::token_refused)) {
        // Without a NACK that says "expired" nothing is known in favour of the token.
        if (!token_expired_) forget_token(turn);
    } else if (!protocol::should_reconnect(code)) {
        stay_down();
        if (code == number(protocol::CloseCode::banned)) return LinkLoss::banned;
        const bool displaced =
            code == number(protocol::CloseCode::already_connected) || code == number(protocol::CloseCode::taken_over);
        return displaced ? LinkLoss::displaced : LinkLoss::refused;
    }
    postpone(turn);
    return LinkLoss::temporary;
}

MessageId ClientLink::say(const protocol::CommandBody& body, Turn& turn) {
    const auto message_id = random_id<MessageId>(turn.random);
    send({message_id, body}, turn);
    return message_id;
}

void ClientLink::send(const protocol::Command& command, Turn& turn) {
    if (state_ == Link::up) transmit(command, turn);
}

void ClientLink::transmit(const protocol::Command& command, Turn& turn) {
    SendFrame sent;
    protocol::encode(command, sent.frame);
    turn.effects.push_back(std::move(sent));
    heartbeat_.sent(turn.now);
}

bool ClientLink::is_consistent() const {
    const bool attached = state_ == Link::connecting || state_ == Link::greeting || state_ == Link::up;
    if (attached != (socket_ == Socket::open)) return false;
    if (deadline_.has_value() == (state_ == Link::down || state_ == Link::up)) return false;
    if (heartbeat_.next_deadline().has_value() != (state_ == Link::up)) return false;
    if (refused_ && state_ != Link::greeting) return false;
    if (not_before_ && deadline_ && state_ == Link::waiting && *deadline_ < *not_before_) return false;
    return token_.size() <= limits::token_bytes_max;
}

}  // namespace stimchat::session
