#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/delivery/outbox.hpp"
#include "tools/load/ledger/text_name.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace stimchat::load {

/// What must never happen, whatever happens to the connections.
enum class Breach : std::uint8_t {
    lost,            ///< shown to its author as delivered, not to the partner, who was not told of a loss or an end
    shown_twice,     ///< on one page
    out_of_order,    ///< shown after a text that its author said, or tried again, later
    tick_back,       ///< a tick that claims less than before on the same page
    tick_unproven,   ///< "seen" before it was shown
    wrong_person,    ///< shown to somebody whom it was not said to
    wrong_chat,      ///< a person in two chats, or three in one
    unsettled,       ///< no answer in the end, in a chat that goes on
    promise_broken,  ///< a Say that was not settled exactly once
};
inline constexpr std::size_t breach_kinds = 9;
std::string_view name_of(Breach breach);

/// Writes down what all people of a run say, see and are told, and finds what contradicts the promises. Pure.
class Ledger {
  public:
    explicit Ledger(std::size_t people);

    // --- chats
    void began(std::uint32_t person, ConversationId conversation);
    /// The person was told that it is over, and is told nothing of it any more.
    void ended(std::uint32_t person);
    /// The person was told that some of the partner's texts are lost.
    void told_of_loss(std::uint32_t person);
    /// The next page shows everything again, from the start.
    void opened_new_page(std::uint32_t person);

    // --- texts
    /// In the chat that the author is in; the text is to carry this name.
    TextName say(std::uint32_t author, Instant now);
    /// It goes out again, behind what has been said meanwhile.
    void tried_again(TextName name);
    /// The author deletes it; it may have arrived all the same.
    void discarded(TextName name);
    /// The author's tick changed.
    void ticked(TextName name, delivery::SendState tick, Instant now);
    /// `reader`'s page shows it, once for each entry of the page's log.
    void shown(std::uint32_t reader, TextName name);
    void break_promise(std::uint32_t person, const std::string& what);

    // --- the account
    /// Texts without an answer, and delivered ones that the partner is still to be shown, in chats that go on.
    std::size_t open_texts() const;
    /// What is still open now counts as lost or unsettled.
    void close();

    std::uint64_t count(Breach breach) const { return breaches_[static_cast<std::size_t>(breach)]; }
    std::uint64_t breaches() const;
    /// The first ones, in words.
    const std::vector<std::string>& findings() const { return findings_; }

    /// Authors, and their partners where there are any.
    const std::set<std::uint32_t>& people_concerned() const { return people_concerned_; }

    struct Totals {
        std::uint64_t said = 0;
        std::uint64_t delivered = 0;
        std::uint64_t shown = 0;      ///< to the partner
        std::uint64_t cut_short = 0;  ///< delivered, and the chat was over for the partner before it was shown
        std::uint64_t discarded = 0;
        std::uint64_t unanswered = 0;  ///< the chat was over before an answer came
        std::uint64_t tried_again = 0;
    };
    Totals totals() const;
    /// From the first time that a text was said to the tick that says so, in ms; delivered ones, in no order.
    std::vector<std::int64_t> delivery_times_ms() const;

  private:
    struct Text {
        ConversationId conversation;
        Instant said;
        std::vector<std::uint64_t> places;        ///< one for each try: it may be shown at any of them
        std::optional<delivery::SendState> tick;  ///< on the author's present page
        std::optional<Instant> delivered;
        bool is_discarded = false;
        bool was_shown = false;
        std::uint64_t shown_on_page = 0;  ///< 0: on none that is open
    };
    struct Person {
        std::vector<Text> texts;
        std::optional<ConversationId> conversation;
        std::uint64_t page = 1;
        std::uint64_t place_shown = 0;  ///< of the partner's text that was shown last on this page
        bool was_told_of_loss = false;  ///< in this conversation
    };

    Text* find(TextName name);
    void breach(Breach breach, std::uint32_t person, const std::string& what);
    /// Whoever is still in that chat besides the author.
    const Person* reader_of(std::uint32_t author, const Text& text) const;
    bool is_waiting_for_answer(const Person& author, const Text& text) const;
    bool is_waiting_to_be_shown(std::uint32_t author, const Text& text) const;
    void check_place(Person& reader, const Text& text, TextName name);

    std::vector<Person> people_;
    std::map<ConversationId, std::vector<std::uint32_t>> members_;
    std::uint64_t places_ = 0;
    std::uint64_t tries_again_ = 0;
    std::array<std::uint64_t, breach_kinds> breaches_{};
    std::vector<std::string> findings_;
    std::set<std::uint32_t> people_concerned_;
};

}  // namespace stimchat::load
