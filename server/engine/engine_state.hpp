#pragma once

#include "server/engine/chat_engine.hpp"
#include "server/engine/connection_table.hpp"
#include "server/engine/conversations/conversations.hpp"
#include "server/engine/detached_sessions.hpp"
#include "server/engine/drain.hpp"
#include "server/engine/matchmaking/matchmaker.hpp"
#include "server/engine/moderation/ban_list.hpp"
#include "server/engine/participants.hpp"
#include "shared/protocol/codec.hpp"
#include "shared/validation/command.hpp"

namespace stimchat::engine {

/// What every step of handling an event needs.
struct Turn {
    Instant now;
    Actions& out;
};

/// The inside of the ChatEngine: its parts, and the ways of events through them. Each group of functions has a file.
class ChatEngine::State {
  public:
    State(const EngineConfig& config, const TokenVerifier& tokens, RandomSource& random);

    // chat_engine.cpp: the spine
    void on(const FrameArrived& arrived, Turn turn);

    // linking.cpp: connections come, live and go
    void on(const ConnectionOpened& opened, Turn turn);
    void on(const Heard& heard, Turn turn);
    void on(const ConnectionClosed& closed, Turn turn);

    // draining.cpp
    void on(const DrainRequested& request, Turn turn);

    // replay.cpp
    void on(const PositionExpired& expired, Turn turn);

    // reporting.cpp
    void on(const ReportRequested& request, Turn turn);
    void on(const ReportStored& stored, Turn turn);

    // banning.cpp
    void on(const BanImposed& imposed, Turn turn);
    void on(const BanLifted& lifted, Turn turn);

    // timekeeping.cpp
    void on(const TimePassed&, Turn turn);
    std::optional<Instant> next_deadline() const;

    // consistency.cpp
    EngineCounts counts() const;
    std::optional<SessionStatus> status_of(SessionId session) const;
    bool is_consistent() const;

  private:
    /// A command on its way, with the session that sent it.
    struct Request {
        Handle<Session> handle;
        ConnectionId connection;
        Participant& participant;
        const protocol::Command& command;
    };

    // chat_engine.cpp: the spine
    void refuse_unreadable(ConnectionId id, const protocol::DecodeFault& fault, Turn turn);
    void refuse(ConnectionId id, MessageId message_id, const validation::Fault& fault, Turn turn);
    void count_strike(ConnectionId id, Turn turn);
    void count_refusal(ConnectionId id, Turn turn);
    void admit(Handle<Session> handle, const protocol::Command& command, Turn turn);
    void route(const Request& request, Turn turn);
    void settle(const Request& request, const session::Answer& answer, Turn turn);
    void reply(ConnectionId id, MessageId message_id, const session::Answer& answer, Turn turn);

    // pushing.cpp: what goes out unasked, to those who have a connection
    void push(const Session& session, const protocol::ServerMessage& message, Turn turn);
    void push_to_all(Handle<Participant> to, const protocol::ServerBody& body, Handle<Session> except, Turn turn);
    void relay(const Conversation& conversation, const protocol::ServerBody& body, Handle<Session> except, Turn turn);

    // greeting.cpp: who is it, and on which session does it go on?
    void greet(ConnectionId id, const protocol::Command& command, Turn turn);
    void refuse_hello(ConnectionId id, const protocol::Nack& nack, protocol::CloseCode code, Turn turn);
    struct Place {
        enum class Kind : std::uint8_t { new_session, known_session, none } kind{};
        Handle<Session> session;  ///< new_session: the one that has to go for it, if any
    };
    Place place_for(ParticipantKey key, const protocol::Hello& hello) const;
    Duration wait_to_return(ParticipantKey key, Turn turn);
    void take_place(ConnectionId id, const protocol::Command& command, ParticipantKey key, const Place& place,
                    Turn turn);
    Handle<Session> open_session(ParticipantKey key, Handle<Session> instead_of, Turn turn);
    void release(Handle<Session> handle, Turn turn);
    void attach(Handle<Session> handle, ConnectionId id, Turn turn);

    // replay.cpp: what a session has missed
    void welcome(Handle<Session> handle, const protocol::Command& command, Turn turn);
    bool has_position(const Session& session, const protocol::KnownPosition& known);
    void catch_up(Handle<Session> handle, const std::optional<protocol::KnownPosition>& known, Turn turn);
    void replay(const Session& session, const Conversation& conversation, std::uint64_t after, Turn turn);
    void replay_from_match(const Session& session, const Conversation& conversation, Turn turn);
    void tell_states(const Session& session, const Conversation& conversation, Turn turn);

    // chatting.cpp: one for each command, then what follows from them
    void find(const Request& request, const protocol::Find& find, Turn turn);
    void cancel(const Request& request, Turn turn);
    void send_text(const Request& request, const protocol::SendText& text, Turn turn);
    void leave(const Request& request, const protocol::Leave& leave, Turn turn);
    void start_match(const Match& match, Turn turn);
    void enter_conversation(Handle<Participant> handle, Handle<Conversation> conversation);
    /// `except`: a session that knows already.
    void end_conversation(Handle<Conversation> handle, const Ending& ending, Handle<Session> except, Turn turn);

    // presence.cpp: how things are, here and now; nothing of it is remembered as a command
    void set_presence(const Request& request, const protocol::SetPresence& set, Turn turn);
    void set_typing(const Request& request, const protocol::SetTyping& set, Turn turn);
    void mark_seen(const Request& request, const protocol::MarkSeen& mark, Turn turn);
    void announce_presence(Handle<Participant> handle, Handle<Session> except, Turn turn);

    // linking.cpp
    void close(ConnectionId id, protocol::CloseCode code, Turn turn);
    enum class SessionFate : std::uint8_t { waits, ends };
    void let_go(ConnectionId id, protocol::CloseCode code, SessionFate fate, Turn turn);
    void lose_connection(Handle<Session> handle, Instant last_heard, Turn turn);
    void end_session(Handle<Session> handle, Turn turn);
    void note_absence(Handle<Participant> handle, Turn turn);
    void stop_search_if_absent(Handle<Participant> handle);
    void end_participant(Handle<Participant> handle, Turn turn);

    // draining.cpp
    void warn_of_drain(const Session& session, Turn turn);
    void drain_batch(Turn turn);
    void send_home(ConnectionId id, Turn turn);
    Duration time_to_stay_away(Turn turn);

    // reporting.cpp
    std::optional<ReportRefusal> make_reportable(Handle<Conversation> handle, ParticipantKey reporter, Turn turn);
    Report write_report(const ReportRequested& request, Conversation& conversation, Turn turn);

    // banning.cpp
    void expel(ConnectionId id, const Ban& ban, Turn turn);

    // timekeeping.cpp
    void on_connection_deadline(ConnectionId id, Turn turn);
    void watch_heartbeat(ConnectionId id, Turn turn);

    // consistency.cpp
    bool links_agree() const;
    bool participants_agree() const;
    bool participant_agrees(Handle<Participant> handle, const Participant& participant) const;
    bool conversations_agree() const;

    EngineConfig config_;
    const TokenVerifier& tokens_;
    RandomSource& random_;
    protocol::Decoder decoder_;
    ConnectionTable connections_;
    Participants participants_;
    DetachedSessions detached_;
    Matchmaker matchmaker_;
    Conversations conversations_;
    BanList bans_;
    std::optional<Drain> drain_;
};

}  // namespace stimchat::engine
