#include "shared/session/server_session.hpp"

#include "shared/core/mutation.hpp"
#include "shared/protocol/limits.hpp"

#include <cassert>

namespace stimchat::session {

namespace {

// To end something is never refused for haste: the partner would sit in a chat that the other has left. There is no
// flood of it either, since each end needs a FIND before it.
bool is_limited(CommandKind kind) {
    return kind != CommandKind::cancel && kind != CommandKind::leave;
}

constexpr BucketShape repeats{limits::repeat_burst, limits::repeats_per_second};

}  // namespace

bool is_remembered(CommandKind kind) {
    switch (kind) {
        case CommandKind::find:
        case CommandKind::cancel:
        case CommandKind::send_text:
        case CommandKind::leave:
            return true;
        case CommandKind::hello:
        case CommandKind::ping:
        case CommandKind::set_presence:
        case CommandKind::set_typing:
        case CommandKind::mark_seen:
            return false;
    }
    return false;
}

ServerSession::ServerSession(BucketShape commands, std::size_t sessions_max)
    : shape_(commands), window_max_(static_cast<std::uint16_t>(limits::dedupe_window_commands * sessions_max)) {}

Admission ServerSession::admit(const protocol::Command& command, Instant now) {
    if (const Remembered* seen = find(command.message_id)) {
        if (repeats_.take(repeats, now) > Duration{}) return TooManyRepeats{};
        return Seen{unpack(*seen)};
    }

    const CommandRule& rule = rule_of(phase_, kind_of(command.body));
    if (rule.refusal) {
        Answer answer;
        answer.refusal = rule.refusal;
        settle(command, answer);
        return Refused{answer};
    }
    const Duration wait = wait_for(kind_of(command.body), now);
    if (wait > Duration{}) {
        Answer answer;
        answer.refusal = protocol::NackCode::rate_limited;
        answer.retry_after = wait;
        // A resend of it may be under way already. Carried out, it would overtake what was said after it.
        settle(command, answer);
        return Refused{answer};
    }
    return Fresh{};
}

// What says how things are is said once, so a flood of texts must not make the server miss it.
Duration ServerSession::wait_for(CommandKind kind, Instant now) {
    if (!is_limited(kind)) return {};
    return is_remembered(kind) ? bucket_.take(shape_, now) : passing_.take(shape_, now);
}

void ServerSession::settle(const protocol::Command& command, const Answer& answer) {
    if (!is_remembered(kind_of(command.body))) return;
    if (window_.size() < window_max_) {
        window_.push_back(pack(command.message_id, answer));
        return;
    }
    window_[oldest_] = pack(command.message_id, answer);
    oldest_ = static_cast<std::uint16_t>((oldest_ + 1U) % window_max_);
}

void ServerSession::enter(ServerPhase phase) {
    assert(may_follow(phase_, phase));
    phase_ = phase;
}

bool ServerSession::is_consistent() const {
    if (window_.size() > window_max_) return false;
    if (oldest_ != 0 && window_.size() < window_max_) return false;
    for (std::size_t i = 0; i < window_.size(); ++i) {
        for (std::size_t j = i + 1; j < window_.size(); ++j) {
            if (window_[i].message_id == window_[j].message_id) return false;
        }
    }
    return true;
}

ServerSession::Remembered ServerSession::pack(MessageId message_id, const Answer& answer) {
    assert(!(answer.position && answer.retry_after));
    Remembered packed;
    packed.message_id = message_id;
    packed.refusal = answer.refusal;
    if (answer.conversation) packed.conversation = *answer.conversation;
    if (answer.position) {
        packed.kind = Remembered::Kind::with_position;
        packed.epoch = answer.position->epoch;
        packed.offset_or_retry_ms = answer.position->offset;
    } else if (answer.retry_after) {
        packed.kind = Remembered::Kind::with_retry;
        packed.offset_or_retry_ms = static_cast<std::uint64_t>(answer.retry_after->ms);
    }
    return packed;
}

Answer ServerSession::unpack(const Remembered& remembered) {
    Answer answer;
    answer.refusal = remembered.refusal;
    switch (remembered.kind) {
        case Remembered::Kind::plain:
            break;
        case Remembered::Kind::with_position:
            answer.conversation = remembered.conversation;
            answer.position = protocol::StreamPosition{remembered.epoch, remembered.offset_or_retry_ms};
            break;
        case Remembered::Kind::with_retry:
            answer.retry_after = milliseconds(static_cast<std::int64_t>(remembered.offset_or_retry_ms));
            break;
    }
    return answer;
}

const ServerSession::Remembered* ServerSession::find(MessageId message_id) const {
    if (mutated(Mutation::forget_dedupe)) return nullptr;
    for (const Remembered& remembered : window_) {
        if (remembered.message_id == message_id) return &remembered;
    }
    return nullptr;
}

}  // namespace stimchat::session
