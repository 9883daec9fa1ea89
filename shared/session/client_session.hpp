#pragma once

#include "shared/core/random.hpp"
#include "shared/core/time.hpp"
#include "shared/session/client_events.hpp"
#include "shared/session/client_view.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace stimchat::session {

/// One participant's end of the protocol, the same in browser, load tool and simulator. Pure: events and `now` go in;
/// effects, a view and the next deadline come out. Not thread-safe.
///
/// Contract with the shell: carry out the effects in order; hand in TimePassed once next_deadline() has come; hand in
/// exactly one LinkClosed for each OpenLink that came to an end, whoever ended it; never hand in frames of a link that
/// is closed.
class ClientSession {
  public:
    ClientSession(std::string_view client_name, std::unique_ptr<RandomSource> random);
    ~ClientSession();
    ClientSession(ClientSession&&) noexcept;
    ClientSession& operator=(ClientSession&&) noexcept;

    /// Appends what the shell has to do to `effects`.
    void handle(const ClientEvent& event, Instant now, std::vector<ClientEffect>& effects);

    const ClientView& view() const;
    std::optional<Instant> next_deadline() const;
    /// Checked after each step by tests, fuzzers and the simulator.
    bool is_consistent() const;

  private:
    class Core;
    std::unique_ptr<Core> core_;
};

}  // namespace stimchat::session
