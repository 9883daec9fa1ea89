#pragma once

#include "server/engine/actions.hpp"
#include "server/engine/moderation/ban.hpp"
#include "server/engine/ports.hpp"
#include "server/storage/store.hpp"

#include <functional>
#include <string>

/// What the HTTP routes ask of the chat. Both live on the reactor's thread.
namespace stimchat::api {

enum class ReportFault { conversation_unknown, busy, database_unavailable };

/// Takes reports: the engine ends the chat and hands over its evidence, the store commits, then `then` is called, once.
class ReportDesk {
  public:
    virtual ~ReportDesk() = default;
    virtual void submit(const engine::Identity& reporter, ConversationId conversation, engine::ReportReason reason,
                        std::string note, std::function<void(Result<ReportId, ReportFault>)> then) = 0;
};

/// Is told of decisions already committed, and carries them into live chats.
class BanDesk {
  public:
    virtual ~BanDesk() = default;
    virtual void imposed(const engine::Ban& ban) = 0;
    virtual void lifted(ParticipantKey participant) = 0;
};

}  // namespace stimchat::api
