#pragma once

#include "server/engine/moderation/report.hpp"
#include "shared/protocol/codec.hpp"
#include "tools/sim/network.hpp"
#include "tools/sim/tokens.hpp"
#include "tools/sim/world.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace stimchat::sim {

/// What one page has shown of the chat that it is in, as places in the stream.
struct Sight {
    ConversationId conversation;
    bool knew_it = false;             ///< something of it has been shown here, or a match with it told
    std::uint64_t shown_last = 0;     ///< what came over the stream; one's own texts said here do not count
    std::vector<std::uint64_t> gaps;  ///< places jumped over
    bool loss_unsaid = false;         ///< the server said that the partner's texts up to here are lost
};

/// Sees what is said, what the server puts into links and what pages show, and judges it without asking the code under
/// test. What holds:
///
/// - A text takes one place in the stream of its conversation, as the ACKs and pushes say, and no other text takes it,
///   nor the same one another, nor the same words of a person under another id: whoever tries again does so under the
///   old id, or after a refusal.
/// - A page shows what the stream brings in its order, each thing once, and leaves nothing out, unless the server has
///   told it (NEW_MATCH) that the stream can only be had from a later place; then the page says so.
/// - "Delivered" says that the text has its place; "seen", that a page of the partner had it in front.
/// - Whoever hears from the server that a chat is over has been shown all of it.
/// - A stream goes to its two members only. A participant is matched with somebody else, and only after the last
///   conversation was over.
/// - From the moment the server is told of a ban, its participant is neither welcomed nor matched, and gets no text,
///   also after the server has crashed and come back.
/// - A report that was answered as stored stays stored, once; its evidence was said.
class Witness {
  public:
    explicit Witness(World& world) : world_(world) {}

    // --- what the server does
    /// A frame goes into the link of this participant's page.
    void handed(Participant to, PageNumber page, std::string_view frame);
    /// A frame of this participant has come.
    void arrived(Participant from, std::string_view frame);
    /// All that was only in memory is gone.
    void server_stopped();
    /// The sessions welcomed last, for faults that need one.
    const std::array<SessionId, 16>& sessions() const { return sessions_; }

    // --- what a page does
    void said(Participant author, PageNumber page, ConversationId conversation, MessageId message_id,
              std::string_view text);
    /// The page has taken up the stream of this conversation.
    void entered(PageNumber page, ConversationId conversation) { sight_of(page, conversation).knew_it = true; }
    /// What an earlier page could not send, of a chat that may be over, and of whoever had this browser then.
    void found_unsent(PageNumber page, MessageId message_id, std::string_view text);
    /// Somebody's text that came over the stream: the partner's, or one's own from elsewhere.
    struct Shown {
        MessageId message_id;
        std::string_view text;
        bool is_own = false;
        std::uint64_t offset = 0;  ///< as the page has it
    };
    void shown(Participant reader, PageNumber page, ConversationId conversation, const Shown& shown);
    void ticked(MessageId message_id);
    void seen(Participant author, MessageId message_id);
    /// The page has its end of the log in front of a person.
    void looked(Participant reader, PageNumber page, ConversationId conversation);
    /// Judged after everything a page did: what it must have told by now.
    void told(PageNumber page, bool history_lost);
    /// Everything of a chat that was in the stream has been shown by this page.
    void check_all_shown(Participant reader, PageNumber page, ConversationId conversation, bool history_lost);
    /// The page shows nothing of it any more, so all may come again.
    void log_cleared(PageNumber page) { sights_[page].sight = {}; }
    /// The page says that the server or the partner has ended the chat.
    void told_over(Participant reader, PageNumber page, ConversationId conversation, bool history_lost);
    void page_opened(PageNumber page, Place place) { sights_[page].person = place / places_per_person; }
    /// One person's two pages, each with a token of its own after a refusal, in a chat with each other: they share one
    /// browser's memory, and so each other's texts. Nothing is judged there.
    bool is_monologue(const ConversationId& conversation) const { return monologues_.count(conversation) != 0; }
    void page_closed(PageNumber page) { sights_.erase(page); }

    // --- moderation
    void banned(Participant participant, std::optional<Instant> until);
    void ban_lifted(Participant participant);
    bool is_banned(Participant participant) const;
    /// Whatever comes of it, the reporter has left.
    void report_asked(Participant reporter) { mark_left(reporter); }
    void reported(const engine::Report& report);
    void report_answered(ConversationId conversation, ParticipantKey reporter);
    using AnsweredReport = std::pair<ConversationId, ParticipantKey>;
    const std::map<AnsweredReport, std::uint32_t>& answered_reports() const { return answered_reports_; }

  private:
    struct Message {
        ConversationId conversation;
        Participant author = 0;
        std::uint64_t offset = 0;  ///< 0 before it has its place
        std::string text;
    };
    struct Member {
        Participant participant = 0;
        Alias alias;
        std::uint64_t looked_up_to = 0;
        bool has_left = false;  ///< or reported, or was banned
        std::uint64_t person = 0;
    };
    struct Talk {
        std::array<Member, 2> members;
        std::uint32_t epoch = 0;
        std::vector<const Message*> stream;  ///< by offset; null where there is no text, or none is known
        std::uint64_t end_offset = 0;        ///< 0 while it goes on
        bool is_over = false;
        Member* find(Participant participant);
    };

    void judge(Participant to, PageNumber page, const protocol::Welcome& welcome);
    void judge(Participant to, PageNumber page, const protocol::NewMatch& match);
    void judge_half_told();
    void judge(Participant to, const protocol::TextReceived& received);
    void judge(Participant to, const protocol::Ack& ack);
    void judge(Participant to, const protocol::ConversationEnded& ended);
    void mark_left(Participant who);
    void judge_member(Participant to, const ConversationId& conversation, std::string_view what);
    void judge_served(Participant to, std::string_view what);
    void place(Message& message, const MessageId& message_id, protocol::StreamPosition position);
    bool is_forgotten(const Message& message) const;
    bool said_on_one_page(const MessageId& one, const MessageId& other) const;
    Talk* talk_of(const ConversationId& conversation);
    Sight& sight_of(PageNumber page, const ConversationId& conversation);
    void jump(Participant reader, PageNumber page, const Talk& talk, Sight& sight, std::uint64_t to);
    void violated(Breach breach, Participant who, MessageId message_id, std::string_view detail = {});

    World& world_;
    protocol::Decoder decoder_;
    std::unordered_map<MessageId, Message> messages_;
    std::unordered_map<std::size_t, MessageId> words_;  ///< which message has a place with this text, by its hash
    std::unordered_map<ConversationId, Talk> talks_;
    std::unordered_map<Participant, ConversationId> last_talk_;
    std::unordered_set<ConversationId> monologues_;
    std::optional<ConversationId> half_told_;  ///< a match that one of the two has been told of
    Instant half_told_at_;
    struct Page {
        Sight sight;
        std::uint64_t person = 0;
        std::unordered_map<ConversationId, std::uint64_t> had_from;  ///< the position of the last NEW_MATCH handed
        std::unordered_set<const Message*> said;  ///< here, or found here unsent: the stream need not bring it
    };
    std::unordered_map<PageNumber, Page> sights_;
    std::unordered_map<Participant, std::optional<Instant>> bans_;
    std::map<AnsweredReport, std::uint32_t> answered_reports_;
    std::array<SessionId, 16> sessions_{};
    std::size_t next_session_ = 0;
};

}  // namespace stimchat::sim
