#include "shared/session/client_core.hpp"

namespace stimchat::session {

namespace {

// So many refusals in a row, and the person is told instead of kept waiting.
constexpr std::uint32_t find_refusals_max = 8;

/// Whether waiting may help.
bool passes(const protocol::Nack& nack) {
    switch (nack.code) {
        case protocol::NackCode::rate_limited:
        case protocol::NackCode::draining:
        case protocol::NackCode::server_full:
        case protocol::NackCode::already_in_conversation:  // it may not have heard yet that the last one was left
            return true;
        default:
            return nack.retry_after.has_value();
    }
}

}  // namespace

void ClientSession::Core::send_find(Turn& turn) {
    if (view().phase != Phase::searching || link_.state() != Link::up || find_sent_) return;
    find_sent_ = true;
    find_again_at_.reset();
    request(PendingRequests::Kind::find, {}, turn);
}

void ClientSession::Core::find_refused(const protocol::Nack& nack, Turn& turn) {
    if (view().phase != Phase::searching || !find_sent_) return;
    if (nack.code == protocol::NackCode::already_searching) return;  // which is what was wanted
    if (passes(nack) && find_backoff_.attempt() < find_refusals_max) return find_later(nack.retry_after, turn);
    page_.set(&ClientView::notice, nack.text.empty() ? protocol::client_sentence_of(nack.code) : nack.text);
    happen(Happening::search_refused);
}

void ClientSession::Core::find_later(std::optional<Duration> retry_after, Turn& turn) {
    forget_search();
    const Duration asked = std::min(retry_after.value_or(Duration{}), minutes(10));
    find_again_at_ = turn.now + std::max(find_backoff_.next(turn.random), asked);
}

void ClientSession::Core::forget_search() {
    requests_.forget(PendingRequests::Kind::find);
    find_sent_ = false;
    find_again_at_.reset();
}

}  // namespace stimchat::session
