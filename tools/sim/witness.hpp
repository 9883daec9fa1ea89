#pragma once

#include "shared/protocol/codec.hpp"
#include "tools/sim/tokens.hpp"
#include "tools/sim/world.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace stimchat::sim {

/// Sees what is said, what the server puts into links and what logs show, and judges it without asking the code under
/// test. What holds today, while a lost link ends the chat:
///
/// - Nothing is shown that the partner did not say in this conversation, each message_id at most once and in the order
///   in which it was said. A text that is tried again after it had failed is a new message; whoever gave up on an
///   answer that was only late may so be read twice, under two ids.
/// - An ACK of a text, and so a "delivered", says that the text was put into the partner's link before, on a connection
///   that the server held to be open. It does not say that the partner saw it: a link that is cut loses what is in it,
///   and the chat ends.
/// - Whoever hears from the server that a chat is over has been shown all that was put into this link.
/// - A participant is matched with somebody else, and only after the last conversation was over.
/// - From the moment the engine is told of a ban, its participant is neither welcomed nor matched, and gets no text.
class Witness {
  public:
    explicit Witness(World& world) : world_(world) {}

    // --- what happens
    /// A frame from the server goes into the link of this participant.
    void handed(Participant to, std::string_view frame);
    void said(Participant author, ConversationId conversation, MessageId message_id, std::string_view text);
    void shown(Participant reader, ConversationId conversation, MessageId message_id, std::string_view text);
    void ticked(MessageId message_id);
    /// A client was told by the server that its chat is over.
    void told_over(Participant reader, ConversationId conversation);
    void banned(Participant participant, std::optional<Instant> until);
    void ban_lifted(Participant participant);

    // --- what can be asked when all has settled
    /// Everything put into the link of a member of a live chat has been shown.
    void check_all_shown(Participant reader, ConversationId conversation);
    bool is_banned(Participant participant) const;

  private:
    struct Message {
        ConversationId conversation;
        Participant author = 0;
        std::uint64_t number = 0;  ///< of this author in this conversation, from 1
        std::string text;
        bool handed = false;
    };
    struct Member {
        Participant participant = 0;
        std::uint64_t said = 0;
        std::uint64_t shown_last = 0;  ///< number of the partner's message
        std::uint64_t handed = 0;
        std::uint64_t shown = 0;
    };
    struct Talk {
        std::array<Member, 2> members;
        bool is_over = false;
        Member* find(Participant participant);
    };

    void judge(Participant to, const protocol::NewMatch& match);
    void judge(Participant to, const protocol::TextReceived& received);
    void judge(Participant to, const protocol::Ack& ack);
    void judge_served(Participant to, std::string_view what);
    void violated(Breach breach, Participant who, MessageId message_id);

    World& world_;
    protocol::Decoder decoder_;
    std::unordered_map<MessageId, Message> messages_;
    std::unordered_map<ConversationId, Talk> talks_;
    std::unordered_map<Participant, ConversationId> last_talk_;
    std::unordered_map<Participant, std::optional<Instant>> bans_;
};

}  // namespace stimchat::sim
