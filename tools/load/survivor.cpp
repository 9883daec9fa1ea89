#include "tools/load/survivor.hpp"

#include "tools/load/company.hpp"

#include <algorithm>
#include <utility>

namespace stimchat::load {

using namespace session;

Survivor::Survivor(Company& company, std::size_t index)
    : ClientShell(company.world(), index), company_(company), random_(~company.world().seed + index) {}

// --- what a person does --------------------------------------------------------------------------------------------

void Survivor::live() {
    on_time();
    const Habits& habits = company_.habits();
    const Instant now = world_.clock.now();
    if (now < next_act_) return;
    const std::uint64_t span_ms = habits.think_ms_max - habits.think_ms_min + 1;
    next_act_ = now + milliseconds(static_cast<std::int64_t>(habits.think_ms_min + uniform_below(random_, span_ms)));
    act();
}

/// True now and then, so that it happens once in `life_ms_mean` in the mean.
bool Survivor::is_time_for(std::uint32_t life_ms_mean) {
    const Habits& habits = company_.habits();
    if (life_ms_mean == 0 || company_.is_winding_down()) return false;
    return uniform_below(random_, 2ULL * life_ms_mean) < habits.think_ms_min + habits.think_ms_max;
}

void Survivor::act() {
    note_end();
    switch (view().phase) {
        case Phase::no_partner:
            ++company_.incidents.no_partner;
            [[fallthrough]];
        case Phase::idle:
        case Phase::ended:
            if (!company_.is_winding_down()) feed(FindChat{});
            return;
        case Phase::elsewhere:
            // The server has not noticed yet that this person's former page is gone.
            ++company_.incidents.taken_over;
            // The chat is shown again from its start, as on a new page.
            company_.ledger().opened_new_page(author());
            return use_here();
        case Phase::searching:
            if (is_time_for(company_.habits().page_life_ms_mean)) reopen();
            return;
        case Phase::chatting:
            return talk();
        case Phase::consent:
        case Phase::banned:
        case Phase::failed:
            return world_.fault(index(), "can do no more: " + view().notice);
    }
}

void Survivor::talk() {
    if (!conversation_) return;  // the page is new and has not heard yet how the chat stands
    const Habits& habits = company_.habits();
    if (is_time_for(habits.page_life_ms_mean)) return reopen();
    if (see_to_failed_texts() || company_.is_winding_down()) return;
    if (is_time_for(habits.chat_life_ms_mean)) {
        company_.left.insert(*conversation_);
        return feed(LeaveChat{});
    }
    look_away_or_back();
    if (in_flight_ < habits.in_flight_max) say();
}

void Survivor::say() {
    feed(Composing{true});
    const TextName name = company_.ledger().say(author(), world_.clock.now());
    promises_.emplace(++tickets_, name);
    feed(Say{text_of(name, company_.habits().text_bytes), {tickets_}});
}

bool Survivor::see_to_failed_texts() {
    if (view().unsent > 0) {
        retry_unsent();
        return true;
    }
    if (view().link != Link::up) return false;
    for (const LogEntry& entry : view().log) {
        if (entry.author != Author::you || entry.state != delivery::SendState::failed) continue;
        const std::string text = entry.text;
        try_again(entry.entry, text);
        return true;
    }
    return false;
}

/// What may have arrived, though nobody can tell any more, is not sent again: it stays failed, and is deleted.
void Survivor::try_again(std::uint64_t number, const std::string& text) {
    const auto name = name_in(text);
    if (name) company_.ledger().tried_again(*name);
    feed(Retry{number});
    const bool was_refused = std::any_of(view().log.begin(), view().log.end(),
                                         [number](const LogEntry& entry) { return entry.entry == number; });
    if (!was_refused) return;
    if (name) company_.ledger().discarded(*name);
    feed(Discard{number});
}

void Survivor::retry_unsent() {
    for (const LogEntry& entry : view().log) {
        if (entry.author != Author::you || entry.state != delivery::SendState::failed) continue;
        if (const auto name = name_in(entry.text)) company_.ledger().tried_again(*name);
    }
    feed(RetryUnsent{});
}

void Survivor::reopen() {
    ++company_.incidents.pages_opened_again;
    open_again(uniform_below(random_, 2) == 0);
}

void Survivor::look_away_or_back() {
    if (is_looking_ && uniform_below(random_, 100) >= company_.habits().page_hidden_percent) return;
    is_looking_ = !is_looking_;
    feed(Looking{is_looking_, is_looking_});
}

bool Survivor::is_at_rest() const {
    if (view().phase == Phase::elsewhere || !promises_.empty()) return false;
    return is_linked() || view().link == Link::down;
}

std::string Survivor::state_in_words() const {
    const auto of_state = [this](delivery::SendState state) {
        return std::to_string(std::count_if(view().log.begin(), view().log.end(), [state](const LogEntry& entry) {
            return entry.author == Author::you && entry.state == state;
        }));
    };
    return "phase " + std::to_string(static_cast<int>(view().phase)) + ", link " +
           std::to_string(static_cast<int>(view().link)) + ", log " + std::to_string(view().log.size()) + ", sending " +
           of_state(delivery::SendState::sending) + ", failed " + of_state(delivery::SendState::failed) + ", unsent " +
           std::to_string(view().unsent) + ", promises " + std::to_string(promises_.size()) +
           ", notice: " + view().notice;
}

// --- what the page shows -------------------------------------------------------------------------------------------

void Survivor::on_view_changed() {
    note_link();
    note_beginning();
    note_log();
    note_texts_left_elsewhere();
    if (view().phase == Phase::ended) note_end();
    revision_noted_ = view().revision;
}

void Survivor::on_page_gone() {
    company_.ledger().opened_new_page(author());
    if (!promises_.empty()) company_.ledger().break_promise(author(), "a page was closed and left a Say unsettled");
    promises_.clear();
    revision_noted_ = 0;
    entry_noted_ = 0;
    is_looking_ = true;
    was_told_of_loss_ = false;
}

/// A page that was displaced may keep nothing for the next one: its person has seen that they failed.
void Survivor::note_texts_left_elsewhere() {
    const bool was_elsewhere = std::exchange(is_elsewhere_, view().phase == Phase::elsewhere);
    if (was_elsewhere || !is_elsewhere_) return;
    for (const LogEntry& entry : view().log) {
        if (entry.author != Author::you || entry.state != delivery::SendState::failed) continue;
        ++company_.incidents.texts_left_elsewhere;
        if (const auto name = name_in(entry.text)) company_.ledger().discarded(*name);
    }
}

void Survivor::note_link() {
    const bool is_up = is_linked() && is_chatting();
    if (is_up && lost_link_in_chat_) ++company_.incidents.resumed;
    if (is_up) lost_link_in_chat_ = false;
    had_link_in_chat_ = is_up;
}

void Survivor::note_beginning() {
    saw_no_chat_ = saw_no_chat_ || (is_linked() && !is_chatting());
    if (!is_chatting() || !view().conversation) return;
    const bool saw_no_chat = std::exchange(saw_no_chat_, false);
    if (view().conversation == conversation_) return;
    if (saw_no_chat) forget_chat();
    conversation_ = view().conversation;
    was_told_of_loss_ = false;
    ++company_.incidents.chats_begun;
    company_.ledger().began(author(), *conversation_);
}

void Survivor::note_log() {
    Ledger& ledger = company_.ledger();
    in_flight_ = 0;
    for (const LogEntry& entry : view().log) {
        const auto name = name_in(entry.text);
        if (!name) {
            world_.fault(index(), "a text that nobody said");
            continue;
        }
        if (entry.author == Author::you) {
            in_flight_ += entry.state == delivery::SendState::sending;
            if (entry.changed > revision_noted_) ledger.ticked(*name, entry.state, world_.clock.now());
        } else if (entry.entry > entry_noted_) {
            if (entry.text != text_of(*name, company_.habits().text_bytes)) world_.fault(index(), "an altered text");
            ledger.shown(author(), *name);
        }
    }
    if (!view().log.empty()) entry_noted_ = view().log.back().entry;
    if (view().history_lost && !was_told_of_loss_) {
        was_told_of_loss_ = true;
        ++company_.incidents.losses_told;
        ledger.told_of_loss(author());
    }
}

/// A page that does not show the chat says that it is over once it has heard from the server how things stand.
void Survivor::note_end() {
    if (is_chatting() || view().phase == Phase::elsewhere) return;
    if (view().phase == Phase::ended || is_linked()) forget_chat();
}

void Survivor::forget_chat() {
    if (!conversation_) return;
    if (company_.left.count(*conversation_) == 0) ++company_.incidents.chats_lost;
    conversation_.reset();
    lost_link_in_chat_ = false;
    company_.ledger().ended(author());
}

void Survivor::on_say_settled(const SaySettled& settled) {
    using Outcome = SaySettled::Outcome;
    const auto promise = promises_.find(settled.ticket.value);
    if (promise == promises_.end())
        return company_.ledger().break_promise(author(), "a Say was settled twice, or never asked for");
    const TextName name = promise->second;
    promises_.erase(promise);
    if (settled.outcome == Outcome::refused) ++company_.incidents.refused;
    // Not in the log, so nothing will be heard of it.
    if (settled.entry == 0 && settled.outcome != Outcome::delivered) company_.ledger().discarded(name);
}

void Survivor::on_link_lost(std::uint16_t) {
    ++company_.incidents.links_lost;
    lost_link_in_chat_ = lost_link_in_chat_ || had_link_in_chat_;
}

}  // namespace stimchat::load
