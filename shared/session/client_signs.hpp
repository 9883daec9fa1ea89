#pragma once

#include "shared/protocol/message.hpp"
#include "shared/session/client_link.hpp"
#include "shared/session/client_turn.hpp"

#include <cstdint>
#include <optional>

namespace stimchat::session {

/// What the two in a chat let each other know besides texts: that one writes, how far one has read, and whether one is
/// here. Each is said once, over a link that is up: what gets lost is said again after a resume, or lapses by itself.
class ChatSigns {
  public:
    // --- the link and the chat

    /// The server takes whoever is new on a connection for being here, and may not have heard of the last receipt.
    void link_up();
    void link_lost();
    /// A stream of pushes begins: what was read of another one counts no more.
    void begin(const ConversationId& conversation, std::uint32_t epoch);
    void end() { chat_ = Chat(); }

    // --- the person here

    void looking(const Looking& looking) { looking_ = looking; }
    bool is_in_front() const { return looking_.is_in_front; }
    void composing(bool is_writing, ClientLink& link, Turn& turn);
    /// A text ends the writing at the other end too.
    void said() { chat_.writing_told_at.reset(); }
    /// A text of the partner's is in the log.
    void heard(std::uint64_t offset) { chat_.heard = offset; }
    /// At the end of each turn: says what is due, if the link is up.
    void tell(ClientLink& link, Turn& turn);

    // --- the partner

    void partner_writes(Instant now) { chat_.partner_writes_until = now + limits::typing_timeout; }
    void partner_rests() { chat_.partner_writes_until.reset(); }
    bool is_partner_writing(Instant now) const { return chat_.partner_writes_until > now; }

    std::optional<Instant> next_deadline() const;
    bool is_consistent() const;

  private:
    struct Chat {
        std::optional<ConversationId> conversation;  // absent: there is none
        std::uint32_t epoch = 0;
        // Offsets: of the partner's last text, of the last one that the person had before the eyes, and of the last
        // receipt over this connection.
        std::uint64_t heard = 0;
        std::uint64_t read = 0;
        std::uint64_t receipt_told = 0;
        std::optional<Instant> writing_told_at;
        std::optional<Instant> partner_writes_until;
    };

    bool owes_receipt() const { return chat_.receipt_told < chat_.read; }
    void tell_receipt(ClientLink& link, Turn& turn);

    Looking looking_;
    bool is_up_ = false;
    bool is_away_told_ = false;
    Instant receipt_not_before_;
    Chat chat_;
};

}  // namespace stimchat::session
