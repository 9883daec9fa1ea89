#pragma once

#include "shared/delivery/inbox.hpp"
#include "shared/delivery/outbox.hpp"
#include "shared/protocol/codec.hpp"
#include "shared/session/client_link.hpp"
#include "shared/session/client_page.hpp"
#include "shared/session/client_reports.hpp"
#include "shared/session/client_requests.hpp"
#include "shared/session/client_session.hpp"
#include "shared/session/client_signs.hpp"
#include "shared/session/client_transitions.hpp"
#include "shared/session/client_turn.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stimchat::session {

/// The inside of a ClientSession: its parts, and what joins them. The handlers are in client_person.cpp (what the
/// person does), client_network.cpp (what happens to link, identity and reports), client_frames.cpp (what the server
/// says), client_resume.cpp (what survives a link or a page) and client_time.cpp; what they share is in
/// client_chat.cpp, client_texts.cpp and client_search.cpp.
class ClientSession::Core {
  public:
    Core(std::string_view client_name, std::unique_ptr<RandomSource> random);

    void handle(const ClientEvent& event, Instant now, std::vector<ClientEffect>& effects);
    const ClientView& view() const { return page_.view(); }
    std::optional<Instant> next_deadline() const;
    bool is_consistent() const;

  private:
    // --- client_session.cpp
    void dispatch(const ClientEvent& event, Turn& turn);
    /// What the person does takes the last notice away.
    template <class Deed>
    void by_person(const Deed& deed, Turn& turn) {
        page_.set(&ClientView::notice, std::string_view{});
        on(deed, turn);
    }
    /// The one place where the phase changes; clears what belongs to the phase that was left.
    void happen(Happening happening);

    // --- client_person.cpp
    void on(const Agree&, Turn& turn);
    void on(const FindChat&, Turn& turn);
    void on(const CancelSearch&, Turn& turn);
    void on(const Say& say, Turn& turn);
    void on(const Retry& retry, Turn& turn);
    void on(const Discard& discard, Turn& turn);
    void on(const RetryUnsent&, Turn& turn);
    void on(const DiscardUnsent&, Turn& turn);
    void on(const Composing& composing, Turn& turn);
    void on(const Looking& looking, Turn& turn);
    void on(const LeaveChat&, Turn& turn);
    void on(const SubmitReport& report, Turn& turn);
    void on(const UseHere& here, Turn& turn);
    void on(const ReconnectNow& reconnect, Turn& turn);
    void leave(EndReason reason, Turn& turn);

    // --- client_network.cpp
    void on(const IdentityGranted& granted, Turn& turn);
    void on(const IdentityRefused& refused, Turn& turn);
    void on(const LinkOpened&, Turn& turn);
    void on(const LinkClosed& closed, Turn& turn);
    void on(const ReportAnswered& answer, Turn& turn);
    void settle_loss(LinkLoss loss, Turn& turn);
    /// It goes on in another tab.
    void let_go_of_session(Turn& turn);
    void forget_kept_texts();
    /// Sends a command that is not a text, and waits for its answer.
    void request(PendingRequests::Kind kind, const ConversationId& conversation, Turn& turn);
    void send_request(const PendingRequests::Request& request, Turn& turn);
    void give_up_link(protocol::CloseCode code, Turn& turn);

    // --- client_frames.cpp
    void on(const FrameReceived& received, Turn& turn);
    void on_own(const protocol::TextReceived& received, Instant sent_at, Turn& turn);
    void dispatch(const protocol::ServerMessage& message, Turn& turn);
    void on(const protocol::Ack& ack, Turn& turn);
    void on(const protocol::Nack& nack, Turn& turn);
    void on(const protocol::Welcome& welcome, Turn& turn);
    void on(const protocol::NewMatch& match, Turn& turn);
    void on(const protocol::TextReceived& received, Instant sent_at, Turn& turn);
    void on(const protocol::SearchEnded& ended, Turn& turn);
    void on(const protocol::ConversationEnded& ended, Turn& turn);
    void on(const protocol::Banned& ban, Instant sent_at, Turn& turn);
    void on(const protocol::Error& error);
    void on(const protocol::PresenceChanged& changed);
    void on(const protocol::TypingChanged& changed, Turn& turn);
    void on(const protocol::SeenUpTo& seen);
    void on(const protocol::System& system);

    // --- client_resume.cpp
    void on(const UnsentFound& found, Turn& turn);
    void on(const Started& started, Turn& turn);
    void on(const Closing&, Turn& turn);
    void await_kept_chat();
    void take_up_kept_chat(std::string_view conversation);
    /// Brings into line what the person wants and what the server says it has.
    /// `is_same_session`: the one that was named, and nothing of it is lost.
    void resume(const protocol::Welcome& welcome, bool is_same_session, Turn& turn);
    void resume_requests(protocol::Standing standing, Turn& turn);
    void resume_texts(const protocol::Welcome& welcome, Turn& turn);
    /// The server knows of no chat.
    void settle_missing_chat(bool is_same_session, Turn& turn);
    EndReason reason_of_loss(const Turn& turn) const;
    /// Everything that the server had to send again is there.
    void caught_up(Turn& turn);
    void ask_whether_caught_up(Turn& turn);
    /// When to ask again; absent if nothing was asked.
    std::optional<Instant> catch_up_due() const;
    /// Shows the texts that an earlier page has left and nothing has proven to be delivered.
    void reveal_kept_texts();
    /// At the end of each turn: what a reload would need.
    void keep(Turn& turn);
    void keep_texts(Turn& turn);
    /// What the person has to be asked about.
    std::uint32_t unsent() const;
    void forget_text(const delivery::Outbox::Entry& entry, Turn& turn);
    void keep_text(const delivery::Outbox::Entry& entry, std::string_view text, Turn& turn);

    // --- client_time.cpp
    void on(const TimePassed&, Turn& turn);
    void close_report_window(Turn& turn);
    void resend_requests(Turn& turn);
    void lift_ban(Turn& turn);

    // --- client_invariants.cpp
    bool phase_is_consistent() const;
    bool chat_is_consistent() const;
    bool log_is_consistent() const;

    // --- client_search.cpp
    void send_find(Turn& turn);
    void find_refused(const protocol::Nack& nack, Turn& turn);
    void find_later(std::optional<Duration> retry_after, Turn& turn);
    /// The server does not search for us any more, and nothing is asked of it.
    void forget_search();
    void clear_last_chat();

    // --- client_chat.cpp
    /// Whether a chat that the server puts us in is wanted.
    bool takes_matches() const;
    void begin_chat(const protocol::NewMatch& match, Turn& turn);
    void begin_stream(const protocol::NewMatch& match);
    /// The server could not go on where the stream was.
    void restart_stream(const protocol::NewMatch& match, Turn& turn);
    /// Whatever is unanswered has failed. Where the person is afterwards is for `happening` to say.
    void end_chat(EndReason reason, Happening happening, Turn& turn);
    void make_room();
    bool is_current(const ConversationId& conversation) const;
    bool is_partners(const ConversationId& conversation, Alias sender) const;
    /// A gap gives the link up.
    delivery::Arrival observe(protocol::StreamPosition position, Turn& turn);

    // --- client_texts.cpp
    /// One that is sending, so there is a chat.
    void send_text(delivery::Outbox::Entry& entry, Turn& turn);
    void resend_texts(Turn& turn);
    /// The stream does not tell any more what became of what was sent.
    void doubt_texts(Turn& turn);
    /// False if the outbox is full; nothing is changed then.
    [[nodiscard]] bool say(const MessageId& message_id, std::string_view text, SayTicket ticket, Turn& turn);
    void retry(const LogEntry& entry, Turn& turn);
    void discard(const LogEntry& entry, Turn& turn);
    /// The text has arrived; false if it is not in the log.
    bool prove(const MessageId& message_id, std::uint64_t offset, Turn& turn);
    void fail(delivery::Outbox::Entry& entry, SaySettled::Outcome outcome, std::string_view code,
              std::string_view sentence, Turn& turn);
    /// Tells whoever waits for the answer, once.
    void settle(delivery::Outbox::Entry& entry, SaySettled settled, Turn& turn);
    void refuse(protocol::NackCode code);
    void refuse_text(SayTicket ticket, SaySettled::Outcome outcome, std::string_view code, std::string_view sentence,
                     Turn& turn);

    std::unique_ptr<RandomSource> random_;
    ClientPage page_;
    ClientLink link_;
    PendingRequests requests_;
    protocol::Decoder decoder_;
    // As the last WELCOME said.
    Duration report_window_{};
    Duration resume_window_{};
    std::uint32_t sessions_max_ = 1;

    // The search, while the phase is `searching`.
    bool find_sent_ = false;  // over this connection, and neither answered with a match nor refused
    std::optional<Instant> find_again_at_;
    delivery::Backoff find_backoff_{limits::backoff_base, limits::backoff_cap};

    // The chat: the inbox exists while it lasts, the outbox as long as its log can be read.
    // After a reload the inbox comes with the stream.
    std::optional<delivery::Inbox> inbox_;
    delivery::Outbox outbox_;
    ChatSigns signs_;
    Alias you_;
    std::uint64_t partner_read_ = 0;  // offset
    std::string chat_token_;          // of the participant in it: a report may follow when there is another

    // What survives.
    std::optional<Instant> lost_at_;            // since when the link has been missing
    std::optional<ConversationId> known_told_;  // the chat that the last HELLO named
    bool joins_chat_ = false;  // one that the server says we are in is wanted, though it was not searched for
    // Of an earlier page, or before another tab took over. Its texts in the outbox are not shown before it is known
    // what became of them.
    std::optional<ConversationId> kept_chat_;
    std::optional<MessageId> catch_up_ping_;  // its answer comes after all that was sent again
    Instant catch_up_asked_at_;
    bool owns_session_ = false;  // welcomed, and not displaced since: what is kept is ours
    bool is_closing_ = false;
    std::optional<SessionId> session_told_;
    std::optional<ConversationId> conversation_told_;

    ReportDelivery reports_;
    std::optional<Instant> ban_over_at_;
};

}  // namespace stimchat::session
