#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/delivery/backoff.hpp"
#include "shared/protocol/close_codes.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/protocol/message.hpp"
#include "shared/session/client_heartbeat.hpp"
#include "shared/session/client_transitions.hpp"
#include "shared/session/client_turn.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stimchat::session {

/// What a lost link means for the person.
enum class LinkLoss : std::uint8_t {
    none,       ///< nothing was lost
    temporary,  ///< the link comes back by itself
    displaced,  ///< open in another tab
    banned,
    refused,  ///< trying again would not help
};

/// The link to the server: gets a token, connects, says HELLO for the session it had, notices silence, and comes back
/// after a loss. Knows nothing of searches and chats.
///
/// There is at most one connection at a time: after CloseLink the next OpenLink waits for the LinkClosed of the old
/// one. HELLO is told apart from the other commands by is_hello().
class ClientLink {
  public:
    explicit ClientLink(std::string_view client_name) : client_name_(client_name) {}

    /// Kept from an earlier visit. One that cannot be a token is as good as none.
    void remember_token(std::string_view token);
    const std::string& token() const { return token_; }
    /// The session that the next HELLO names: that of the last WELCOME, or one that an earlier page has left.
    const std::optional<SessionId>& session() const { return session_; }
    void remember_session(SessionId session) { session_ = session; }
    void forget_session() { session_.reset(); }

    /// Starts the link if it is down.
    void want(Turn& turn);
    /// The same, and takes the session over from another tab.
    void want_here(Turn& turn);
    /// Ends the link; it stays down until it is wanted again.
    void drop(Turn& turn);
    /// Does not wait for the next try, if it is being waited for and the server has not asked to; probes a link that is
    /// up.
    void try_now(Turn& turn);
    /// The same, but waits for nothing.
    void try_at_any_rate(Turn& turn);
    /// An answer was overdue and has been asked for again: on a link that was silent meanwhile that is the probe.
    void asked_again(Instant now);
    /// Whether somebody looks at the page, and is waiting.
    void watched(bool by_person) { heartbeat_.watched(by_person); }
    /// The server will close the connection, and says when to come back.
    void come_back_after(std::optional<Duration> retry_after) { retry_after_ = retry_after; }
    /// Gives the connection up because of what came or did not come over it; tries again later.
    [[nodiscard]] LinkLoss give_up(protocol::CloseCode code, Turn& turn);

    void identity_granted(std::string_view token, Turn& turn);
    void identity_refused(const IdentityRefused& refused, Turn& turn);
    /// Greets; `known`: what there is of a chat that goes on.
    void opened(const std::optional<protocol::KnownPosition>& known, Turn& turn);
    [[nodiscard]] LinkLoss closed(std::uint16_t code, Turn& turn);
    /// False if the frame belongs to a connection that has been given up.
    [[nodiscard]] bool heard(Instant now);
    bool is_hello(MessageId message_id) const { return hello_id_ == message_id; }
    void hello_refused(const protocol::Nack& nack, Turn& turn);
    /// False if no HELLO was waiting for it.
    [[nodiscard]] bool welcomed(const protocol::Welcome& welcome, Instant now);

    /// Sends a command if the link is up; else nothing happens.
    void send(const protocol::Command& command, Turn& turn);
    /// The same, of one that is never sent again, under a fresh id.
    MessageId say(const protocol::CommandBody& body, Turn& turn);

    [[nodiscard]] LinkLoss on_time(Turn& turn);
    std::optional<Instant> next_deadline() const;

    Link state() const { return state_; }
    std::optional<Instant> retry_at() const;
    bool is_consistent() const;

  private:
    /// The connection as the shell has it.
    enum class Socket : std::uint8_t { none, open, closing };

    void enter(LinkHappening happening) { state_ = next_link(state_, happening); }
    void attempt(Turn& turn);
    void open(Turn& turn);
    void greet(const std::optional<protocol::KnownPosition>& known, Turn& turn);
    void postpone(Turn& turn);
    void stay_down();
    void close_socket(protocol::CloseCode code, Turn& turn);
    void forget_token(Turn& turn);
    LinkLoss settle_loss(std::uint16_t code, Turn& turn);
    void transmit(const protocol::Command& command, Turn& turn);

    std::string client_name_;
    std::string token_;
    bool token_expired_ = false;
    std::optional<SessionId> session_;

    Link state_ = Link::down;
    Socket socket_ = Socket::none;
    std::optional<Instant> deadline_;       // of identifying, connecting, greeting; of waiting: the next try
    std::optional<Duration> retry_after_;   // what the server asked for, over this connection
    std::optional<Instant> not_before_;     // the same, once it is lost
    std::optional<MessageId> hello_id_;     // while greeting
    std::optional<std::uint16_t> refused_;  // a NACK of HELLO, as the close code that is expected to follow
    bool take_over_ = false;
    delivery::Backoff backoff_{limits::backoff_base, limits::backoff_cap};
    Heartbeat heartbeat_;
};

}  // namespace stimchat::session
