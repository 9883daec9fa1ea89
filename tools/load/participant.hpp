#pragma once

#include "tools/load/client_shell.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stimchat::load {

class Crowd;

/// One person on a network where nothing goes wrong, who says numbered texts and checks what comes. Each text names its
/// author and number, so that a text that is lost, doubled, out of order or somebody else's shows.
class Participant final : public ClientShell {
  public:
    Participant(Crowd& crowd, std::size_t index);

    void find();
    void talk();  ///< says as many texts as may be in flight; the rest follows the ACKs
    void leave();

    /// Known from the partner's first text.
    std::optional<std::size_t> partner() const { return partner_; }
    std::uint32_t delivered() const { return delivered_; }
    std::uint32_t received() const { return received_; }
    bool is_chatting() const { return phase_ == session::Phase::chatting; }
    /// When text `number` (from 1) was said; 0 if it has not been.
    std::int64_t said_at_ns(std::uint32_t number) const;

  private:
    void on_view_changed() override;
    void on_say_settled(const session::SaySettled&) override {}
    void on_link_lost(std::uint16_t code) override;

    std::uint32_t author() const { return static_cast<std::uint32_t>(index()); }
    void fault(const std::string& what) { world_.fault(index(), what); }
    void observe_link(session::Link link);
    void observe_phase(session::Phase phase);
    void observe_answers();
    void observe_arrivals();
    void hear(std::string_view text);
    void say_next();

    struct Unanswered {
        std::uint64_t entry = 0;
        std::uint32_t number = 0;
    };

    Crowd& crowd_;
    session::Link link_state_ = session::Link::down;
    session::Phase phase_ = session::Phase::consent;
    bool leaving_ = false;

    std::vector<std::int64_t> said_at_ns_;
    std::deque<Unanswered> unanswered_;
    std::uint32_t delivered_ = 0;

    std::optional<std::size_t> partner_;
    std::uint64_t entry_read_ = 0;
    std::uint32_t received_ = 0;
};

}  // namespace stimchat::load
