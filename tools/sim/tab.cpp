#include "tools/sim/tab.hpp"

#include "shared/core/overloaded.hpp"
#include "shared/protocol/close_codes.hpp"
#include "shared/protocol/limits.hpp"
#include "tools/sim/http_desk.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace stimchat::sim {

namespace {

constexpr std::uint64_t alarms_in_vain_max = 1000;
constexpr Duration clock_ahead_max = hours(24);

}  // namespace

Tab::Tab(World& world, Network& network, HttpDesk& desk, Witness& witness, const Opening& opening, PageNumber number)
    : world_(world),
      network_(network),
      desk_(desk),
      witness_(witness),
      opening_(opening),
      number_(number),
      clock_ahead_(world.dice.between(clock_ahead_max * -1, clock_ahead_max)),
      participant_(Tokens::participant_of(opening.browser->token)),
      session_(std::in_place, "sim", std::make_unique<Xoshiro256>(world.dice.seed())),
      watch_(world, witness, number) {
    world_.trace("tab", number_, "opened");
    witness_.page_opened(number_, opening.place);
    const Browser kept = *opening_.browser;  // it may change meanwhile
    const std::string kept_before = std::exchange(opening_.session, {});
    tell_unsent(kept);
    feed(session::Started{kept.token, kept.terms, kept_before, kept.conversation});
}

// --- what the person does --------------------------------------------------------------------------------------------

void Tab::feed(const session::ClientEvent& event) {
    if (!session_) return;
    session_->handle(event, now(), effects_);
    // Carrying out never leads back here at once, so the list stays as it is.
    for (session::ClientEffect& effect : effects_)
        perform(effect);
    effects_.clear();
    check();
    keep_deadline();
}

void Tab::say(std::string_view text) {
    said_.push_back({++last_ticket_, now()});
    feed(session::Say{text, {last_ticket_}});
}

void Tab::use_here() {
    const Browser kept = *opening_.browser;
    tell_unsent(kept);
    feed(session::UseHere{kept.conversation});
}

void Tab::tell_unsent(const Browser& kept) {
    for (const Browser::Unsent& unsent : kept.unsent)
        feed(session::UnsentFound{unsent.message_id, unsent.text});
}

void Tab::look(bool is_in_front, bool is_at_bottom) {
    is_in_front_ = is_in_front;
    is_at_bottom_ = is_at_bottom;
    feed(session::Looking{is_in_front, is_at_bottom});
}

void Tab::close(bool orderly) {
    world_.trace("tab", number_, orderly ? "closed" : "gone");
    if (orderly) {
        feed(session::Closing{});
        if (!said_.empty()) world_.violated(Breach::still_unsettled, name() + ", at its close");
    }
    if (link_) network_.abandon(*link_);
    link_.reset();
    session_.reset();
    when_awake_.clear();
    witness_.page_closed(number_);
}

// --- sleep -----------------------------------------------------------------------------------------------------------

void Tab::sleep(Duration length) {
    if (is_asleep()) return;
    world_.trace("tab", number_, "sleeps for", std::to_string(length.ms) + " ms");
    wakes_at_ = now() + length;
    world_.schedule.after(length, [this] { wake(); });
}

void Tab::wake() {
    if (!session_) return;
    world_.trace("tab", number_, "wakes");
    for (const auto& task : std::exchange(when_awake_, {}))
        task();
    on_alarm();
}

void Tab::when_awake(std::function<void()> task) {
    if (!session_) return;
    if (is_asleep()) {
        when_awake_.push_back(std::move(task));
    } else {
        task();
    }
}

// --- what happens to the link ----------------------------------------------------------------------------------------

void Tab::on_link_opened() {
    when_awake([this] { feed(session::LinkOpened{}); });
}

void Tab::on_frame(std::string_view frame) {
    if (!is_asleep()) return heard(frame);
    when_awake([this, kept = std::string(frame)] { heard(kept); });
}

void Tab::heard(std::string_view frame) {
    constexpr std::string_view typing = "{\"type\":\"TYPING_INDICATOR\"";
    constexpr std::string_view match = "{\"type\":\"NEW_MATCH\"";
    if (frame.substr(0, typing.size()) == typing) typing_heard_at_ = now();
    is_matched_ = frame.substr(0, match.size()) == match;
    feed(session::FrameReceived{frame});
    const bool is_taken = is_matched_ && session_ && view().link == session::Link::up;
    if (is_taken && view().conversation) witness_.entered(number_, *view().conversation);
    is_matched_ = false;
}

void Tab::on_link_closed(std::uint16_t code) {
    when_awake([this, code] { lost(code); });
}

void Tab::lost(std::uint16_t code) {
    link_.reset();
    feed(session::LinkClosed{code});
}

// --- effects ---------------------------------------------------------------------------------------------------------

void Tab::perform(session::ClientEffect& effect) {
    Browser& browser = *opening_.browser;
    std::visit(overloaded{
                   [&](const session::RequestIdentity& request) { desk_.ask_identity(*this, request.renew_token); },
                   [&](const session::KeepToken& keep) {
                       browser.token = keep.token;
                       participant_ = Tokens::participant_of(keep.token);
                   },
                   [&](const session::KeepTerms& keep) { browser.terms = keep.terms; },
                   [&](const session::KeepSession& keep) {
                       kept_session_ = keep.session;
                       // Without a session the chat is another tab's, or nobody's.
                       const std::string before = std::exchange(kept_conversation_, keep.conversation);
                       if (!keep.session.empty()) browser.keep_conversation(keep.conversation, before);
                   },
                   [&](const session::KeepUnsent& keep) {
                       browser.keep_unsent(keep.message_id, keep.text, keep.conversation);
                   },
                   [&](const session::SaySettled& settled) { settle(settled); },
                   [&](const session::OpenLink&) { link_ = network_.open(*this); },
                   [&](const session::CloseLink& close) { perform_close(close.code); },
                   [&](session::SendFrame& send) { network_.send(*link_, std::move(send.frame)); },
                   [&](const session::PostReport& post) { desk_.post_report(*this, post.token, post.body); },
               },
               effect);
}

void Tab::perform_close(std::uint16_t code) {
    if (code == static_cast<std::uint16_t>(protocol::CloseCode::stream_gap)) {
        world_.violated(Breach::stream_gap, name());
    }
    network_.close(*link_, code);
}

void Tab::settle(const session::SaySettled& settled) {
    const auto said =
        std::find_if(said_.begin(), said_.end(), [&](const Said& one) { return one.ticket == settled.ticket.value; });
    if (said == said_.end()) return world_.violated(Breach::settled_twice, name());
    // A page that sleeps cannot keep time.
    if (now() > std::max(said->at + limits::ack_timeout, wakes_at_)) world_.violated(Breach::settled_late, name());
    said_.erase(said);
}

// --- checks and time -------------------------------------------------------------------------------------------------

void Tab::check() {
    if (is_check_due() && !session_->is_consistent()) world_.violated(Breach::client_inconsistent, name());
    const bool types = view().partner_typing && now() > std::max(typing_heard_at_ + limits::typing_timeout, wakes_at_);
    if (types) world_.violated(Breach::typing_without_end, name());
    const bool is_entered = is_matched_ && view().phase == session::Phase::chatting;
    if (view().conversation != conversation_ || is_entered) {
        conversation_ = view().conversation;
        chatter_ = participant_;
    }
    watch_.look(view(), chatter_, is_in_front_ && is_at_bottom_);
}

/// After each event, while the log is short: the check looks at all of it.
bool Tab::is_check_due() {
    constexpr std::size_t log_short = 48;
    constexpr std::uint64_t events_between = 16;
    return view().log.size() <= log_short || ++events_ % events_between == 0;
}

void Tab::keep_deadline() {
    const auto deadline = session_->next_deadline();
    if (!deadline || (alarm_ && *alarm_ <= *deadline)) return;
    alarms_in_vain_ = *deadline <= now() ? alarms_in_vain_ + 1 : 0;
    if (alarms_in_vain_ > alarms_in_vain_max) return world_.violated(Breach::spinning, name());
    alarm_ = deadline;
    world_.schedule.at(*deadline - clock_ahead_, [this, due = *deadline] {
        if (alarm_ == due && !is_asleep()) on_alarm();  // else an earlier one took its place
    });
}

void Tab::on_alarm() {
    if (!alarm_ || now() < *alarm_) return;
    alarm_.reset();
    feed(session::TimePassed{});
}

}  // namespace stimchat::sim
