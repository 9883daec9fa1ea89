#pragma once

#include "shared/session/client_session.hpp"
#include "tools/sim/browser.hpp"
#include "tools/sim/log_watch.hpp"
#include "tools/sim/network.hpp"
#include "tools/sim/world.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace stimchat::sim {

class HttpDesk;

/// Where a page is opened: which browser, on which device, and with the session that was kept for it, if it is one that
/// is loaded again or a tab that was duplicated.
struct Opening {
    Browser* browser = nullptr;
    Place place = 0;
    std::string session;
};

/// One page: a real ClientSession and the shell around it, as the facade of wasm-client/ is one. Its clock may differ
/// from the server's. Stays where it is until the run is over, since tasks refer to it; closed, it ignores them.
class Tab final : private TabEnd {
  public:
    Tab(World& world, Network& network, HttpDesk& desk, Witness& witness, const Opening& opening, PageNumber number);

    void feed(const session::ClientEvent& event);
    void say(std::string_view text);
    /// The page goes on here with what was kept of the chat.
    void use_here();
    void look(bool is_in_front, bool is_at_bottom);
    /// The page is gone, and with it all that was not kept. `orderly`: its script could still say so.
    void close(bool orderly);
    /// The browser lets it sleep: nothing is heard and no timer goes off until it wakes.
    void sleep(Duration length);
    /// At once, or when it is awake.
    void when_awake(std::function<void()> task);

    bool is_open() const { return session_.has_value(); }
    const session::ClientView& view() const { return session_->view(); }
    /// 0 before it has a token.
    Participant participant() const override { return participant_; }
    PageNumber page() const override { return number_; }
    Place place() const override { return opening_.place; }
    Participant chatter() const { return chatter_; }
    const std::string& kept_session() const { return kept_session_; }
    bool is_in_front() const { return is_in_front_; }
    std::size_t unsettled() const { return said_.size(); }
    std::string name() const { return "tab " + std::to_string(number_); }

  private:
    struct Said {
        std::uint32_t ticket = 0;
        Instant at;
    };

    void on_link_opened() override;
    void on_frame(std::string_view frame) override;
    void on_link_closed(std::uint16_t code) override;
    void heard(std::string_view frame);
    void lost(std::uint16_t code);

    void perform(session::ClientEffect& effect);
    void perform_close(std::uint16_t code);
    void settle(const session::SaySettled& settled);
    void check();
    bool is_check_due();
    /// Before Started and UseHere.
    void tell_unsent(const Browser& kept);
    void keep_deadline();
    void on_alarm();
    void wake();
    bool is_asleep() const { return now() < wakes_at_; }
    /// As the page's clock has it.
    Instant now() const { return world_.now() + clock_ahead_; }

    World& world_;
    Network& network_;
    HttpDesk& desk_;
    Witness& witness_;
    Opening opening_;
    PageNumber number_;
    Duration clock_ahead_;
    Participant participant_ = 0;
    // Whose chat the page shows: the last token's, though it may be refused meanwhile and another granted.
    std::optional<ConversationId> conversation_;
    bool is_matched_ = false;  ///< as the frame says that is being read
    Participant chatter_ = 0;
    std::string kept_session_;  ///< sessionStorage
    std::string kept_conversation_;
    std::optional<session::ClientSession> session_;
    LogWatch watch_;
    std::optional<LinkNumber> link_;
    std::vector<session::ClientEffect> effects_;
    bool is_in_front_ = true;
    bool is_at_bottom_ = true;

    std::vector<Said> said_;  ///< and not settled yet
    std::uint32_t last_ticket_ = 0;
    Instant typing_heard_at_;

    Instant wakes_at_;
    std::vector<std::function<void()>> when_awake_;
    std::optional<Instant> alarm_;
    std::uint64_t alarms_in_vain_ = 0;
    std::uint64_t events_ = 0;
};

}  // namespace stimchat::sim
