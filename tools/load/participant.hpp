#pragma once

#include "shared/session/client_session.hpp"
#include "tools/load/wire/web_link.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stimchat::load {

class Crowd;

/// One person: a real ClientSession with a WebSocket under it, who says numbered texts and checks what comes. Each text
/// names its author and number, so that a text that is lost, doubled, out of order or somebody else's shows.
class Participant final : private WebLink::Owner {
  public:
    Participant(Crowd& crowd, std::size_t index);

    void arrive();  ///< with the terms agreed to: the link comes up by itself
    void find();
    void talk();  ///< says as many texts as may be in flight; the rest follows the ACKs
    void leave();
    void on_time();

    /// Known from the partner's first text.
    std::optional<std::size_t> partner() const { return partner_; }
    std::uint32_t delivered() const { return delivered_; }
    std::uint32_t received() const { return received_; }
    bool is_chatting() const { return phase_ == session::Phase::chatting; }
    /// When text `number` (from 1) was said; 0 if it has not been.
    std::int64_t said_at_ns(std::uint32_t number) const;

  private:
    void on_link_opened() override;
    void on_frame(std::string_view frame) override;
    void on_link_closed(std::uint16_t code) override;

    void feed(const session::ClientEvent& event);
    void perform(session::ClientEffect& effect);
    void request_identity();

    void observe();
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
    std::size_t index_;
    session::ClientSession session_;
    WebLink link_;
    std::vector<session::ClientEffect> effects_;

    std::uint64_t revision_seen_ = 0;
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
