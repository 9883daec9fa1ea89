#pragma once

#include "server/api/desks.hpp"
#include "server/identity/token_signer.hpp"
#include "server/net/http_message.hpp"
#include "server/net/origin.hpp"
#include "server/storage/store_queue.hpp"
#include "shared/core/random.hpp"

#include <functional>
#include <memory>
#include <vector>

/// The moderators' side: sign-in, reports, bans, audit log.
namespace stimchat::console {

/// What the console needs; all of it outlives the Console, and the reactor runs no more of what was posted once the
/// Console is gone.
struct ConsoleApi {
    storage::StoreQueue& store;
    api::BanDesk& bans;
    const net::OriginPolicy& origins;
    const identity::ServerKey& server_key;  ///< from which the keys for sessions and CSRF tokens are derived
    RandomSource& random;                   ///< a CSPRNG: session secrets and ban ids come from it
    std::function<Instant()> now;
    std::function<void(std::function<void()>)> post;  ///< runs something on the reactor's thread; called from any
};

/// Holds what sign-in needs between requests (backoff, idle times, the thread that hashes passwords). Lives on the
/// reactor's thread.
class Console {
  public:
    explicit Console(const ConsoleApi& api);
    ~Console();
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;

    /// Everything below /api/v1/admin/. The handlers must not be called after the Console is gone.
    std::vector<net::HttpRoute> routes();

  private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace stimchat::console
