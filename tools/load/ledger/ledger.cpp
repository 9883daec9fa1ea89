#include "tools/load/ledger/ledger.hpp"

#include <algorithm>
#include <numeric>

namespace stimchat::load {

using delivery::SendState;

namespace {

constexpr std::size_t findings_max = 20;
constexpr std::size_t members_max = 2;

constexpr std::array<std::string_view, breach_kinds> breach_names{"lost",       "shown_twice",   "out_of_order",
                                                                  "tick_back",  "tick_unproven", "wrong_person",
                                                                  "wrong_chat", "unsettled",     "promise_broken"};

bool is_delivered(SendState tick) {
    return tick == SendState::delivered || tick == SendState::seen;
}

/// sending -> failed -> delivered -> seen, in steps of any size; a failed one is tried again by its author.
bool claims_less(SendState before, SendState after) {
    if (before == SendState::seen) return after != SendState::seen;
    return before == SendState::delivered && !is_delivered(after);
}

std::string in_words(TextName name) {
    return "text " + std::to_string(name.number) + " of person " + std::to_string(name.author);
}

}  // namespace

std::string_view name_of(Breach breach) {
    return breach_names[static_cast<std::size_t>(breach)];
}

Ledger::Ledger(std::size_t people) : people_(people) {}

// --- chats ---------------------------------------------------------------------------------------------------------

void Ledger::began(std::uint32_t person, ConversationId conversation) {
    Person& who = people_[person];
    if (who.conversation == conversation) return;
    if (who.conversation)
        breach(Breach::wrong_chat, person, "person " + std::to_string(person) + " came into a second chat");
    who.conversation = conversation;
    who.place_shown = 0;
    who.was_told_of_loss = false;
    auto& members = members_[conversation];
    if (std::find(members.begin(), members.end(), person) != members.end()) return;
    members.push_back(person);
    if (members.size() > members_max)
        breach(Breach::wrong_chat, person, "person " + std::to_string(person) + " came as a third");
}

void Ledger::ended(std::uint32_t person) {
    people_[person].conversation.reset();
}

void Ledger::told_of_loss(std::uint32_t person) {
    people_[person].was_told_of_loss = true;
}

void Ledger::opened_new_page(std::uint32_t person) {
    Person& who = people_[person];
    ++who.page;
    who.place_shown = 0;
    for (Text& text : who.texts)
        text.tick.reset();
}

// --- texts ---------------------------------------------------------------------------------------------------------

TextName Ledger::say(std::uint32_t author, Instant now) {
    Person& who = people_[author];
    Text text;
    text.conversation = who.conversation.value_or(ConversationId{});
    text.said = now;
    text.places.push_back(++places_);
    who.texts.push_back(std::move(text));
    return {author, static_cast<std::uint32_t>(who.texts.size())};
}

void Ledger::tried_again(TextName name) {
    if (Text* const text = find(name)) {
        text->places.push_back(++places_);
        text->tick.reset();
        ++tries_again_;
    }
}

void Ledger::discarded(TextName name) {
    if (Text* const text = find(name)) text->is_discarded = true;
}

void Ledger::ticked(TextName name, SendState tick, Instant now) {
    Text* const text = find(name);
    if (text == nullptr) return breach(Breach::wrong_person, name.author, in_words(name) + " was never said");
    if (text->tick && claims_less(*text->tick, tick))
        breach(Breach::tick_back, name.author, "the tick of " + in_words(name));
    if (tick == SendState::seen && !text->was_shown)
        breach(Breach::tick_unproven, name.author, in_words(name) + " as seen");
    text->tick = tick;
    if (is_delivered(tick) && !text->delivered) text->delivered = now;
}

void Ledger::shown(std::uint32_t reader, TextName name) {
    Text* const text = find(name);
    Person& who = people_[reader];
    if (text == nullptr || name.author == reader || text->conversation != who.conversation)
        return breach(Breach::wrong_person, reader, in_words(name) + " was shown to person " + std::to_string(reader));
    if (text->shown_on_page == who.page) breach(Breach::shown_twice, name.author, in_words(name));
    check_place(who, *text, name);
    text->shown_on_page = who.page;
    text->was_shown = true;
}

void Ledger::check_place(Person& reader, const Text& text, TextName name) {
    // The earliest place that is left is the one that leaves the most to those that follow.
    const auto place = std::upper_bound(text.places.begin(), text.places.end(), reader.place_shown);
    if (place == text.places.end()) return breach(Breach::out_of_order, name.author, in_words(name));
    reader.place_shown = *place;
}

void Ledger::break_promise(std::uint32_t person, const std::string& what) {
    breach(Breach::promise_broken, person, "person " + std::to_string(person) + ": " + what);
}

// --- the account ---------------------------------------------------------------------------------------------------

bool Ledger::is_waiting_for_answer(const Person& author, const Text& text) const {
    if (text.is_discarded || text.conversation != author.conversation) return false;
    // A delivered one has to be on the author's own new page as well.
    return !text.tick || !is_delivered(*text.tick);
}

bool Ledger::is_waiting_to_be_shown(std::uint32_t author, const Text& text) const {
    if (!text.delivered) return false;
    const Person* const reader = reader_of(author, text);
    return reader != nullptr && !reader->was_told_of_loss && text.shown_on_page != reader->page;
}

const Ledger::Person* Ledger::reader_of(std::uint32_t author, const Text& text) const {
    const auto members = members_.find(text.conversation);
    if (members == members_.end()) return nullptr;
    for (const std::uint32_t member : members->second) {
        if (member != author && people_[member].conversation == text.conversation) return &people_[member];
    }
    return nullptr;
}

std::size_t Ledger::open_texts() const {
    std::size_t open = 0;
    for (std::uint32_t author = 0; author < people_.size(); ++author) {
        for (const Text& text : people_[author].texts)
            open += is_waiting_for_answer(people_[author], text) || is_waiting_to_be_shown(author, text);
    }
    return open;
}

void Ledger::close() {
    for (std::uint32_t author = 0; author < people_.size(); ++author) {
        const Person& who = people_[author];
        for (std::uint32_t i = 0; i < who.texts.size(); ++i) {
            const TextName name{author, i + 1};
            if (is_waiting_to_be_shown(author, who.texts[i])) breach(Breach::lost, name.author, in_words(name));
            if (is_waiting_for_answer(who, who.texts[i])) breach(Breach::unsettled, name.author, in_words(name));
        }
    }
}

std::uint64_t Ledger::breaches() const {
    return std::accumulate(breaches_.begin(), breaches_.end(), std::uint64_t{0});
}

Ledger::Totals Ledger::totals() const {
    Totals totals;
    totals.tried_again = tries_again_;
    for (const Person& who : people_) {
        for (const Text& text : who.texts) {
            ++totals.said;
            totals.delivered += text.delivered.has_value();
            totals.shown += text.was_shown;
            totals.cut_short += text.delivered && !text.was_shown;
            totals.discarded += text.is_discarded && !text.delivered;
            totals.unanswered += !text.is_discarded && !text.delivered;
        }
    }
    return totals;
}

std::vector<std::int64_t> Ledger::delivery_times_ms() const {
    std::vector<std::int64_t> times_ms;
    for (const Person& who : people_) {
        for (const Text& text : who.texts) {
            if (text.delivered) times_ms.push_back((*text.delivered - text.said).ms);
        }
    }
    return times_ms;
}

Ledger::Text* Ledger::find(TextName name) {
    if (name.author >= people_.size()) return nullptr;
    auto& texts = people_[name.author].texts;
    return name.number >= 1 && name.number <= texts.size() ? &texts[name.number - 1] : nullptr;
}

void Ledger::breach(Breach breach, std::uint32_t person, const std::string& what) {
    people_concerned_.insert(person);
    if (person < people_.size() && people_[person].conversation) {
        const auto& members = members_[*people_[person].conversation];
        people_concerned_.insert(members.begin(), members.end());
    }
    ++breaches_[static_cast<std::size_t>(breach)];
    if (findings_.size() < findings_max) findings_.push_back(std::string(name_of(breach)) + ": " + what);
}

}  // namespace stimchat::load
