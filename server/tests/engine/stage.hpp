#pragma once

#include "server/engine/chat_engine.hpp"
#include "server/engine/timer_wheel.hpp"
#include "shared/core/random.hpp"
#include "shared/protocol/codec.hpp"
#include "shared/protocol/version.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace stimchat::engine::test {

inline constexpr Instant epoch{1'700'000'000'000};

/// Tokens "p1", "p2", ... speak for participants 1, 2, ...; "expired" has expired; anything else is invalid.
class FakeTokens final : public TokenVerifier {
  public:
    Result<Identity, TokenFault> verify(std::string_view token, Instant now) const override;
};
ParticipantKey key_of(std::uint64_t participant);
Identity identity_of(std::uint64_t participant);
MessageId message(std::uint64_t n);
std::string token_of(std::uint64_t participant);

/// A ChatEngine with a transport of the test's own: commands go in as frames, and whatever comes out is sorted by
/// connection. After each event the engine's consistency and the transport's rules are checked.
class Stage {
  public:
    explicit Stage(const EngineConfig& config = {});

    // --- the world
    void handle(const EngineEvent& event);
    /// Time passes up to then, and each deadline on the way is handled when it comes.
    void pass(Duration span);
    Instant now() const { return now_; }
    ChatEngine& engine() { return engine_; }
    const ChatEngine& engine() const { return engine_; }

    // --- connections
    ConnectionId open();
    /// As a transport does that gives a closed connection's id to the next one.
    void reopen(ConnectionId connection);
    /// Lost without a word.
    void drop(ConnectionId connection);
    /// Closed by a client that has finished.
    void finish(ConnectionId connection);
    void send_frame(ConnectionId connection, std::string_view frame);
    void send(ConnectionId connection, MessageId message_id, const protocol::CommandBody& body);
    /// Under a new message id, which it returns.
    MessageId send(ConnectionId connection, const protocol::CommandBody& body);

    // --- what came out
    /// The next message for this connection, which must be a T. Views live until the next call.
    template <class T>
    T take(ConnectionId connection) {
        const protocol::ServerMessage message = next(connection);
        REQUIRE(std::holds_alternative<T>(message.body));
        return std::get<T>(message.body);
    }
    std::optional<protocol::ServerMessage> poll(ConnectionId connection);
    bool nothing_for(ConnectionId connection) const;
    std::optional<protocol::CloseCode> closed_with(ConnectionId connection) const;
    /// When it was told to.
    Instant closed_at(ConnectionId connection) const { return peers_.at(connection.value).closed_at; }
    std::size_t pings_of(ConnectionId connection) const;
    std::vector<StoreReport> stored;
    std::vector<RefuseReport> refused;

    // --- shortcuts
    /// Opens, says HELLO, takes the ACK and WELCOME.
    ConnectionId greeted(std::uint64_t participant);
    struct Return {
        ConnectionId connection;
        protocol::Welcome welcome;
    };
    /// The same on a new connection, with what the client says that it had; what it has missed is still to be taken.
    Return back(std::uint64_t participant, std::optional<SessionId> session,
                std::optional<protocol::KnownPosition> known = {}, bool take_over = false);
    /// The session that was last welcomed on this connection.
    SessionId session_on(ConnectionId connection) const { return sessions_.at(connection.value); }
    /// FIND, ACK taken.
    void search(ConnectionId connection);
    struct Chat {
        ConnectionId a;
        ConnectionId b;
        ConversationId conversation;
        Alias alias_of_a;
        Alias alias_of_b;
    };
    Chat chat(std::uint64_t participant_a, std::uint64_t participant_b);
    Chat meet(ConnectionId a, ConnectionId b);
    void say(ConnectionId from, ConnectionId to, ConversationId conversation, std::string_view text);
    void request_report(std::uint64_t participant, ConversationId conversation, std::string_view note = "");
    void ban(std::uint64_t participant, std::optional<Duration> length, std::string_view reason = "Spam");

  private:
    struct Peer {
        std::deque<std::string> frames;
        std::optional<protocol::CloseCode> closed;
        Instant closed_at;
        std::size_t pings = 0;
        bool linked = false;
    };
    void carry_out(const Actions& actions);
    protocol::ServerMessage next(ConnectionId connection);

    FakeTokens tokens_;
    Xoshiro256 random_{42};
    ChatEngine engine_;
    Actions actions_;
    Instant now_ = epoch;
    std::map<std::uint32_t, Peer> peers_;
    std::map<std::uint32_t, SessionId> sessions_;
    std::uint32_t next_connection_ = 0;
    std::uint64_t next_message_ = 1;
    std::uint64_t next_ticket_ = 1;
    protocol::Decoder decoder_;
    std::string current_;
};

}  // namespace stimchat::engine::test
