#pragma once

#include "server/api/desks.hpp"
#include "server/storage/store.hpp"

#include <set>
#include <vector>

namespace stimchat::app {

/// Carries decisions into the live chats, and remembers for whom, so that the chats can be brought in line with the
/// database: a decision may have been committed although its answer was lost. On the reactor's thread.
class BanBook final : public api::BanDesk {
  public:
    /// `chats` outlives it.
    explicit BanBook(api::BanDesk& chats) : chats_(chats) {}

    void imposed(const engine::Ban& ban) override;
    void lifted(ParticipantKey participant) override;
    /// These are in force, and no others.
    void align(const std::vector<storage::BanRow>& active);

  private:
    api::BanDesk& chats_;
    std::set<ParticipantKey> banned_;  ///< bans that are over are still in here until the next align()
};

}  // namespace stimchat::app
