#pragma once

#include "tools/load/client_shell.hpp"
#include "tools/load/ledger/text_name.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace stimchat::load {

class Company;

/// One person on a bad network: searches, talks, leaves, opens the page again, tries again what got no answer, and
/// writes into the ledger what was said and what the page shows.
class Survivor final : public ClientShell {
  public:
    Survivor(Company& company, std::size_t index);

    /// Does whatever it is time to do.
    void live();
    /// The Say calls that wait for their outcome.
    std::size_t promises_pending() const { return promises_.size(); }
    bool is_linked() const { return view().link == session::Link::up; }
    bool is_chatting() const { return view().phase == session::Phase::chatting; }
    /// Nothing that is under way, and nothing that the person is asked.
    bool is_at_rest() const;
    std::string state_in_words() const;

  private:
    void on_view_changed() override;
    void on_page_gone() override;
    void on_say_settled(const session::SaySettled& settled) override;
    void on_link_lost(std::uint16_t code) override;

    std::uint32_t author() const { return static_cast<std::uint32_t>(index()); }
    bool is_time_for(std::uint32_t life_ms_mean);
    void act();
    void talk();
    void say();
    /// The texts that failed; false if there are none.
    bool see_to_failed_texts();
    void try_again(std::uint64_t number, const std::string& text);
    void retry_unsent();
    void reopen();
    void look_away_or_back();

    void note_beginning();
    void note_log();
    void note_texts_left_elsewhere();
    void note_end();
    void forget_chat();
    void note_link();

    Company& company_;
    Xoshiro256 random_;
    Instant next_act_;
    bool is_looking_ = true;
    std::uint32_t in_flight_ = 0;

    std::uint32_t tickets_ = 0;
    std::map<std::uint32_t, TextName> promises_;  ///< by the value of the ticket

    std::optional<ConversationId> conversation_;
    std::uint64_t revision_noted_ = 0;
    std::uint64_t entry_noted_ = 0;
    bool is_elsewhere_ = false;
    bool saw_no_chat_ = false;  ///< on a page that has heard from the server
    bool was_told_of_loss_ = false;
    bool had_link_in_chat_ = false;
    bool lost_link_in_chat_ = false;
};

}  // namespace stimchat::load
