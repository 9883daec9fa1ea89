#include "tools/load/participant.hpp"

#include "tools/load/crowd.hpp"
#include "tools/load/ledger/text_name.hpp"

#include <algorithm>

namespace stimchat::load {

using namespace session;

namespace {

const LogEntry* find_entry(const decltype(ClientView::log)& log, std::uint64_t entry) {
    const auto found = std::lower_bound(log.begin(), log.end(), entry,
                                        [](const LogEntry& held, std::uint64_t wanted) { return held.entry < wanted; });
    return found != log.end() && found->entry == entry ? &*found : nullptr;
}

}  // namespace

Participant::Participant(Crowd& crowd, std::size_t index) : ClientShell(crowd.world(), index), crowd_(crowd) {
    said_at_ns_.reserve(crowd.shape().messages);
}

// --- what a person does --------------------------------------------------------------------------------------------

void Participant::find() {
    feed(FindChat{});
}

void Participant::talk() {
    while (unanswered_.size() < crowd_.shape().in_flight && said_at_ns_.size() < crowd_.shape().messages)
        say_next();
}

void Participant::say_next() {
    const auto number = static_cast<std::uint32_t>(said_at_ns_.size()) + 1;
    const std::string text = text_of({author(), number}, crowd_.shape().text_bytes);
    said_at_ns_.push_back(steady_ns());
    feed(Say{text, {}});
    const auto& log = view().log;
    if (log.empty() || log.back().author != Author::you || log.back().text != text)
        return fault("a text was not taken: " + view().notice);
    unanswered_.push_back({log.back().entry, number});
}

void Participant::leave() {
    leaving_ = true;
    feed(LeaveChat{});
}

std::int64_t Participant::said_at_ns(std::uint32_t number) const {
    return number >= 1 && number <= said_at_ns_.size() ? said_at_ns_[number - 1] : 0;
}

// --- checking what the session shows -------------------------------------------------------------------------------

void Participant::on_link_lost(std::uint16_t code) {
    fault("the link was closed with code " + std::to_string(code));
}

void Participant::on_view_changed() {
    observe_link(view().link);
    observe_phase(view().phase);
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
    if (phase == Phase::no_partner) fault("found no partner");
    if (phase != Phase::ended) return;
    ++crowd_.progress.ended;
    const EndReason expected = leaving_ ? EndReason::you_left : EndReason::partner_left;
    if (view().end_reason != expected) fault("the chat ended for another reason than a leave");
    if (received_ != crowd_.shape().messages) fault("the chat ended too early");
}

void Participant::observe_answers() {
    const std::uint32_t delivered_before = delivered_;
    while (!unanswered_.empty()) {
        const Unanswered& oldest = unanswered_.front();
        const LogEntry* const entry = find_entry(view().log, oldest.entry);
        if (entry != nullptr && entry->state == delivery::SendState::sending) break;
        if (entry == nullptr || entry->state == delivery::SendState::failed) {
            fault("text " + std::to_string(oldest.number) +
                  " was not delivered: " + (entry != nullptr ? entry->fault : "it has gone from the log"));
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
    const auto& log = view().log;
    const auto first_unread = std::partition_point(
        log.begin(), log.end(), [this](const LogEntry& entry) { return entry.entry <= entry_read_; });
    for (auto entry = first_unread; entry != log.end(); ++entry) {
        entry_read_ = entry->entry;
        if (entry->author == Author::stranger) hear(entry->text);
    }
}

void Participant::hear(std::string_view text) {
    const auto name = name_in(text);
    if (!name || name->author >= crowd_.size() || name->author == author())
        return fault("heard a text that nobody said");
    if (!partner_) partner_ = name->author;
    if (name->author != *partner_) return fault("heard a text of another pair");
    if (name->number != received_ + 1)
        return fault("heard text " + std::to_string(name->number) + " after " + std::to_string(received_));
    if (text != text_of(*name, crowd_.shape().text_bytes)) return fault("heard an altered text");
    ++received_;
    ++crowd_.progress.received;
    crowd_.say_to_partner.add(steady_ns() - crowd_.at(name->author).said_at_ns(name->number));
}

}  // namespace stimchat::load
