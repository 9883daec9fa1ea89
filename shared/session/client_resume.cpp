#include "shared/core/mutation.hpp"
#include "shared/protocol/version.hpp"
#include "shared/session/client_core.hpp"
#include "shared/session/client_sentences.hpp"
#include "shared/validation/text.hpp"

/// What survives: a chat its link, and its texts their page.
namespace stimchat::session {

namespace {

template <class SomeId>
std::string text_of(const std::optional<SomeId>& id) {
    return id ? std::string(view(to_text(*id))) : std::string();
}

}  // namespace

// --- an earlier page, a later page -----------------------------------------------------------------------------------

void ClientSession::Core::on(const UnsentFound& found, Turn& turn) {
    const auto message_id = parse_id<MessageId>(found.message_id);
    const bool is_asked = view().phase == Phase::consent || view().phase == Phase::elsewhere;
    if (!is_asked || !message_id || validation::check_text(found.text).fault) return;
    if (page_.find(Author::you, *message_id) != nullptr) return;  // it has arrived, as we know
    delivery::Outbox::Entry* entry = outbox_.push_unanswered(*message_id, found.text, turn.now);
    if (entry != nullptr) entry->is_kept = true;
}

void ClientSession::Core::on(const Started& started, Turn& turn) {
    if (view().phase != Phase::consent) return;
    link_.remember_token(started.token);
    joins_chat_ = true;
    kept_chat_ = parse_id<ConversationId>(started.conversation);
    if (!kept_chat_) outbox_.clear();
    if (started.terms_agreed < protocol::terms_version) return;
    happen(Happening::agreed);
    if (const auto session = parse_id<SessionId>(started.session)) {
        link_.remember_session(*session);
        if (kept_chat_) await_kept_chat();
    }
    // At once, not at the first search: so a ban or another tab shows when the page is opened.
    link_.want(turn);
}

void ClientSession::Core::take_up_kept_chat(std::string_view conversation) {
    const auto kept = parse_id<ConversationId>(conversation);
    if (!kept) return forget_kept_texts();
    if (kept == kept_chat_) return;
    // The other tab has moved on to another chat: what this one has left of the last one is none of it.
    while (outbox_.size() > 0 && !outbox_.begin()->is_kept)
        outbox_.take_failed(outbox_.begin()->message_id);
    page_.clear_log();
    kept_chat_ = kept;
}

void ClientSession::Core::await_kept_chat() {
    happen(Happening::resumed);
    page_.set(&ClientView::conversation, kept_chat_);
    page_.set(&ClientView::report, ReportState::possible);
    chat_token_ = link_.token();
}

void ClientSession::Core::on(const Closing&, Turn& turn) {
    if (mutated(Mutation::close_leaves_unsettled)) return;
    for (delivery::Outbox::Entry& entry : outbox_) {
        const LogEntry* shown = page_.find(Author::you, entry.message_id);
        settle(entry,
               {SaySettled::Outcome::closed,
                {},
                {},
                std::string(sentences::closed),
                shown == nullptr ? 0 : shown->entry,
                entry.message_id},
               turn);
    }
    is_closing_ = true;
}

void ClientSession::Core::reveal_kept_texts() {
    if (!kept_chat_) return;
    kept_chat_.reset();
    for (;;) {
        make_room();
        const delivery::Outbox::Entry* hidden = nullptr;
        for (const delivery::Outbox::Entry& entry : outbox_)
            if (hidden == nullptr && page_.find(Author::you, entry.message_id) == nullptr) hidden = &entry;
        if (hidden == nullptr) return;
        page_.append(Author::you, hidden->message_id, hidden->state, hidden->text, hidden->said_at).fault =
            hidden->is_uncertain ? sentences::uncertain : sentences::no_answer;
    }
}

void ClientSession::Core::keep(Turn& turn) {
    // In another tab the session goes on and is kept; a page that only has to be reloaded finds it again.
    if (!owns_session_ || view().phase == Phase::failed) return;
    const auto conversation = view().phase == Phase::chatting ? view().conversation : kept_chat_;
    if (session_told_ != link_.session() || conversation_told_ != conversation) {
        session_told_ = link_.session();
        conversation_told_ = conversation;
        turn.effects.push_back(KeepSession{text_of(session_told_), text_of(conversation_told_)});
    }
    if (view().phase == Phase::chatting) keep_texts(turn);
}

void ClientSession::Core::keep_texts(Turn& turn) {
    if (!owns_session_) return;
    // What is answered in the next moment is not worth it.
    const bool all = is_closing_ || link_.state() != Link::up || !signs_.is_in_front();
    for (delivery::Outbox::Entry& entry : outbox_) {
        const bool waits_long = turn.now >= entry.said_at + limits::resend_interval;
        const bool at_risk = all || waits_long || entry.state == delivery::SendState::failed;
        if (entry.is_kept || !at_risk) continue;
        entry.is_kept = true;
        keep_text(entry, entry.text, turn);
    }
}

void ClientSession::Core::forget_text(const delivery::Outbox::Entry& entry, Turn& turn) {
    if (!entry.is_kept || !owns_session_) return;
    keep_text(entry, {}, turn);
}

void ClientSession::Core::keep_text(const delivery::Outbox::Entry& entry, std::string_view text, Turn& turn) {
    turn.effects.push_back(KeepUnsent{std::string(stimchat::view(to_text(entry.message_id))), std::string(text),
                                      text_of(view().conversation)});
}

// --- a new link ------------------------------------------------------------------------------------------------------

void ClientSession::Core::resume(const protocol::Welcome& welcome, bool is_same_session, Turn& turn) {
    if (welcome.standing != protocol::Standing::chatting) {
        joins_chat_ = false;
        settle_missing_chat(is_same_session, turn);
    }
    lost_at_.reset();
    resume_requests(welcome.standing, turn);
    resume_texts(welcome, turn);
}

void ClientSession::Core::settle_missing_chat(bool is_same_session, Turn& turn) {
    if (view().phase == Phase::chatting) {
        if (!inbox_) {
            // Of an earlier page. A session that was waited for has had its chat ended by the partner.
            return end_chat(is_same_session ? EndReason::partner_left : EndReason::connection_lost,
                            Happening::chat_over, turn);
        }
        // Else its end is about to come, after what was missed.
        if (!is_same_session) end_chat(reason_of_loss(turn), Happening::chat_over, turn);
        return;
    }
    if (kept_chat_ && outbox_.first_unanswered() != nullptr) {
        // The texts are shown, so that they can be copied.
        await_kept_chat();
        return end_chat(EndReason::connection_lost, Happening::chat_over, turn);
    }
    kept_chat_.reset();
}

EndReason ClientSession::Core::reason_of_loss(const Turn& turn) const {
    const bool is_short = lost_at_ && turn.now < *lost_at_ + resume_window_;
    return is_short ? EndReason::server_restarted : EndReason::connection_lost;
}

void ClientSession::Core::resume_requests(protocol::Standing standing, Turn& turn) {
    using Kind = PendingRequests::Kind;
    const bool wants_search = view().phase == Phase::searching;
    const bool has_search = standing == protocol::Standing::searching && !requests_.has(Kind::cancel);
    // The first answer to an old FIND says nothing about a search that was withdrawn since.
    if (!has_search || !wants_search) requests_.forget(Kind::find);
    requests_.resend_all(turn.now);
    while (const PendingRequests::Request* request = requests_.next_due(turn.now))
        send_request(*request, turn);
    // Where there are several sessions, the search may be another one's.
    if (has_search && !wants_search && sessions_max_ == 1) request(Kind::cancel, {}, turn);
    if (!wants_search) return;
    if (has_search) {
        find_sent_ = true;
    } else if (standing != protocol::Standing::chatting || (known_told_ && requests_.is_leaving(*known_told_))) {
        send_find(turn);
    }
    // Else a NEW_MATCH is about to come, and tells whether there is anything left to search for.
}

void ClientSession::Core::resume_texts(const protocol::Welcome& welcome, Turn& turn) {
    if (welcome.standing != protocol::Standing::chatting) return;
    // What the stream brings back of them is delivered: neither is it sent again, nor the person asked about it, before
    // all of it is there.
    if (outbox_.is_waiting()) ask_whether_caught_up(turn);
}

void ClientSession::Core::ask_whether_caught_up(Turn& turn) {
    // Again under its id, so that on a slow link the first answer is as good as the second.
    if (!catch_up_ping_) catch_up_ping_ = random_id<MessageId>(turn.random);
    link_.send({*catch_up_ping_, protocol::Ping{}}, turn);
    catch_up_asked_at_ = turn.now;
}

std::optional<Instant> ClientSession::Core::catch_up_due() const {
    if (!catch_up_ping_) return std::nullopt;
    return catch_up_asked_at_ + limits::resend_interval;
}

std::uint32_t ClientSession::Core::unsent() const {
    const bool is_settled = inbox_ && link_.state() == Link::up && !catch_up_ping_ && !kept_chat_;
    return is_settled ? outbox_.unanswered() : 0;
}

void ClientSession::Core::caught_up(Turn& turn) {
    catch_up_ping_.reset();
    // A server that spoke of a chat and sent none has none.
    if (view().phase == Phase::chatting && !inbox_) end_chat(EndReason::connection_lost, Happening::chat_over, turn);
    reveal_kept_texts();
    if (inbox_) resend_texts(turn);
}

}  // namespace stimchat::session
