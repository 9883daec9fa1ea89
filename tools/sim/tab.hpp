#pragma once

#include "shared/session/client_session.hpp"
#include "tools/sim/log_watch.hpp"
#include "tools/sim/network.hpp"
#include "tools/sim/world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace stimchat::sim {

class HttpDesk;

/// What a browser keeps for the page, and all its tabs share.
struct Storage {
    std::string token;
    std::uint32_t terms = 0;
};

/// One page: a real ClientSession and the shell around it, whose clock may differ from the server's. Stays where it is
/// until the run is over, since tasks refer to it; closed, it ignores them.
class Tab final : private TabEnd {
  public:
    Tab(World& world, Network& network, HttpDesk& desk, Witness& witness, Storage& storage, std::uint64_t number);

    void feed(const session::ClientEvent& event);
    /// The page is gone, and with it all that was not kept.
    void close();

    bool is_open() const { return session_.has_value(); }
    const session::ClientView& view() const { return session_->view(); }
    /// 0 before it has a token.
    Participant participant() const override { return participant_; }
    std::uint64_t number() const { return number_; }
    /// As the page's clock has it.
    Instant now() const { return world_.now() + clock_ahead_; }

  private:
    void on_link_opened() override { feed(session::LinkOpened{}); }
    void on_frame(std::string_view frame) override { feed(session::FrameReceived{frame}); }
    void on_link_closed(std::uint16_t code) override;

    void perform(session::ClientEffect& effect);
    void perform_close(std::uint16_t code);
    void check();
    void keep_deadline();

    World& world_;
    Network& network_;
    HttpDesk& desk_;
    Storage& storage_;
    std::uint64_t number_;
    Duration clock_ahead_;
    Participant participant_ = 0;
    std::optional<session::ClientSession> session_;
    LogWatch watch_;
    std::optional<LinkNumber> link_;
    std::vector<session::ClientEffect> effects_;
    std::optional<Instant> alarm_;  ///< in the world's time
    std::uint64_t alarms_in_vain_ = 0;
};

}  // namespace stimchat::sim
