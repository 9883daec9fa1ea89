#include "tools/load/participant.hpp"

#include "shared/core/overloaded.hpp"
#include "shared/protocol/version.hpp"
#include "tools/load/crowd.hpp"

#include <algorithm>
#include <charconv>

namespace stimchat::load {

using namespace session;

namespace {

constexpr std::size_t number_digits = 8;
// "AAAAAAAA NNNNNNNN " and filling: author and number, both hexadecimal.
constexpr std::size_t text_head_bytes = 2 * (number_digits + 1);

void append_number(std::string& text, std::uint32_t number) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (int shift = 28; shift >= 0; shift -= 4)
        text += digits[number >> shift & 0xF];
    text += ' ';
}

std::string text_of(std::size_t author, std::uint32_t number, std::size_t bytes) {
    std::string text;
    text.reserve(std::max(bytes, text_head_bytes));
    append_number(text, static_cast<std::uint32_t>(author));
    append_number(text, number);
    text.append(bytes > text.size() ? bytes - text.size() : 0, 'x');
    return text;
}

std::optional<std::uint32_t> number_in(std::string_view text, std::size_t at) {
    std::uint32_t number = 0;
    if (text.size() < at + number_digits) return std::nullopt;
    const char* const end = text.data() + at + number_digits;
    const auto result = std::from_chars(text.data() + at, end, number, 16);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return number;
}

const LogEntry* find_entry(const decltype(ClientView::log)& log, std::uint64_t entry) {
    const auto found = std::lower_bound(log.begin(), log.end(), entry,
                                        [](const LogEntry& held, std::uint64_t wanted) { return held.entry < wanted; });
    return found != log.end() && found->entry == entry ? &*found : nullptr;
}

}  // namespace

Participant::Participant(Crowd& crowd, std::size_t index)
    : crowd_(crowd),
      index_(index),
      session_("stimchat-loadgen", std::make_unique<Xoshiro256>(crowd.seed() + index)),
      link_(crowd.reactor(), crowd.server(), source_address(static_cast<std::uint32_t>(index)), *this) {
    said_at_ns_.reserve(crowd.shape().messages);
}

// --- what a person does --------------------------------------------------------------------------------------------

void Participant::arrive() {
    feed(Started{.token = {}, .terms_agreed = protocol::terms_version});
}

void Participant::find() {
    feed(FindChat{});
}

void Participant::talk() {
    while (unanswered_.size() < crowd_.shape().in_flight && said_at_ns_.size() < crowd_.shape().messages)
        say_next();
    link_.flush();
}

void Participant::say_next() {
    const auto number = static_cast<std::uint32_t>(said_at_ns_.size()) + 1;
    const std::string text = text_of(index_, number, crowd_.shape().text_bytes);
    said_at_ns_.push_back(steady_ns());
    feed(Say{text});
    const auto& log = session_.view().log;
    if (log.empty() || log.back().author != Author::you || log.back().text != text)
        return crowd_.fault(index_, "a text was not taken: " + session_.view().notice);
    unanswered_.push_back({log.back().entry, number});
}

void Participant::leave() {
    leaving_ = true;
    feed(LeaveChat{});
}

void Participant::on_time() {
    const auto deadline = session_.next_deadline();
    if (deadline && *deadline <= crowd_.clock().now()) feed(TimePassed{});
}

std::int64_t Participant::said_at_ns(std::uint32_t number) const {
    return number >= 1 && number <= said_at_ns_.size() ? said_at_ns_[number - 1] : 0;
}

// --- carrying bytes ------------------------------------------------------------------------------------------------

void Participant::on_link_opened() {
    feed(LinkOpened{});
}

void Participant::on_frame(std::string_view frame) {
    feed(FrameReceived{frame});
}

void Participant::on_link_closed(std::uint16_t code) {
    crowd_.fault(index_, "the link was closed with code " + std::to_string(code));
    feed(LinkClosed{code});
}

void Participant::feed(const ClientEvent& event) {
    std::vector<ClientEffect> effects = std::move(effects_);
    session_.handle(event, crowd_.clock().now(), effects);
    for (ClientEffect& effect : effects)
        perform(effect);
    effects.clear();
    effects_ = std::move(effects);
    link_.flush();
    observe();
}

void Participant::perform(ClientEffect& effect) {
    std::visit(overloaded{
                   [this](RequestIdentity&) { request_identity(); },
                   [](KeepToken&) {},
                   [](KeepTerms&) {},
                   [this](OpenLink&) { link_.open(); },
                   [this](CloseLink& close) { link_.close(close.code); },
                   [this](SendFrame& send) { link_.send(send.frame); },
                   [this](PostReport&) { crowd_.fault(index_, "a report was posted that nobody asked for"); },
               },
               effect);
}

void Participant::request_identity() {
    crowd_.identities().request([this](std::optional<std::string_view> token) {
        if (token) return feed(IdentityGranted{*token});
        crowd_.fault(index_, "no identity was granted");
        feed(IdentityRefused{});
    });
}

// --- checking what the session shows -------------------------------------------------------------------------------

void Participant::observe() {
    const ClientView& view = session_.view();
    if (view.revision == revision_seen_) return;
    revision_seen_ = view.revision;
    observe_link(view.link);
    observe_phase(view.phase);
    observe_answers();
    observe_arrivals();
}

void Participant::observe_link(Link link) {
    if (link == link_state_) return;
    if (link == Link::up) ++crowd_.progress.linked;
    if (link_state_ == Link::up) --crowd_.progress.linked;
    link_state_ = link;
}

void Participant::observe_phase(Phase phase) {
    if (phase == phase_) return;
    phase_ = phase;
    if (phase == Phase::chatting) ++crowd_.progress.chatting;
    if (phase == Phase::no_partner) crowd_.fault(index_, "found no partner");
    if (phase != Phase::ended) return;
    ++crowd_.progress.ended;
    const EndReason expected = leaving_ ? EndReason::you_left : EndReason::partner_left;
    if (session_.view().end_reason != expected) crowd_.fault(index_, "the chat ended for another reason than a leave");
    if (received_ != crowd_.shape().messages) crowd_.fault(index_, "the chat ended too early");
}

void Participant::observe_answers() {
    const std::uint32_t delivered_before = delivered_;
    while (!unanswered_.empty()) {
        const Unanswered& oldest = unanswered_.front();
        const LogEntry* const entry = find_entry(session_.view().log, oldest.entry);
        if (entry != nullptr && entry->state == delivery::SendState::sending) break;
        if (entry == nullptr || entry->state == delivery::SendState::failed) {
            crowd_.fault(index_, "text " + std::to_string(oldest.number) + " was not delivered: " +
                                     (entry != nullptr ? entry->fault : "it has gone from the log"));
        } else {
            crowd_.say_to_ack.add(steady_ns() - said_at_ns(oldest.number));
            ++crowd_.progress.delivered;
            ++delivered_;
        }
        unanswered_.pop_front();
    }
    if (delivered_ != delivered_before) talk();
}

void Participant::observe_arrivals() {
    const auto& log = session_.view().log;
    const auto first_unread = std::partition_point(
        log.begin(), log.end(), [this](const LogEntry& entry) { return entry.entry <= entry_read_; });
    for (auto entry = first_unread; entry != log.end(); ++entry) {
        entry_read_ = entry->entry;
        if (entry->author == Author::stranger) hear(entry->text);
    }
}

void Participant::hear(std::string_view text) {
    const auto author = number_in(text, 0);
    const auto number = number_in(text, number_digits + 1);
    if (!author || !number || *author >= crowd_.size() || *author == index_)
        return crowd_.fault(index_, "heard a text that nobody said");
    if (!partner_) partner_ = *author;
    if (*author != *partner_) return crowd_.fault(index_, "heard a text of another pair");
    if (*number != received_ + 1)
        return crowd_.fault(index_, "heard text " + std::to_string(*number) + " after " + std::to_string(received_));
    if (text != text_of(*author, *number, crowd_.shape().text_bytes))
        return crowd_.fault(index_, "heard an altered text");
    ++received_;
    ++crowd_.progress.received;
    crowd_.say_to_partner.add(steady_ns() - crowd_.at(*author).said_at_ns(*number));
}

}  // namespace stimchat::load
