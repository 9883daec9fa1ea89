#pragma once

#include "server/engine/chat_engine.hpp"
#include "server/engine/connection_table.hpp"
#include "server/engine/conversations/conversations.hpp"
#include "server/engine/matchmaking/matchmaker.hpp"
#include "server/engine/moderation/ban_list.hpp"
#include "server/engine/sessions.hpp"
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
    void on(const DrainRequested&, Turn turn);

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
    bool is_consistent() const;

  private:
    /// A command on its way, with the session that sent it.
    struct Request {
        Handle<Session> handle;
        Session& session;
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
    void push(const Session& session, const protocol::ServerBody& body, Turn turn);

    // greeting.cpp
    void greet(ConnectionId id, const protocol::Command& command, Turn turn);
    void refuse_hello(ConnectionId id, MessageId message_id, protocol::NackCode why, protocol::CloseCode code,
                      Turn turn);
    void welcome(ConnectionId id, const protocol::Command& command, ParticipantKey participant, Turn turn);

    // chatting.cpp: one for each command, then what follows from them
    void find(const Request& request, const protocol::Find& find, Turn turn);
    void cancel(const Request& request, Turn turn);
    void send_text(const Request& request, const protocol::SendText& text, Turn turn);
    void leave(const Request& request, const protocol::Leave& leave, Turn turn);
    void start_match(const Match& match, Turn turn);
    struct Ending {
        enum class Cause { left, reported, draining } cause{};
        ParticipantKey by;  ///< who left or reported
    };
    static std::optional<protocol::ConversationEnd> told(const Member& member, const Ending& ending);
    void end_conversation(Handle<Conversation> handle, const Ending& ending, Turn turn);

    // linking.cpp
    void close(ConnectionId id, protocol::CloseCode code, Turn turn);
    void lose_connection(Handle<Session> handle, Turn turn);
    void end_session(Handle<Session> handle, Turn turn);

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
    bool session_agrees(Handle<Session> handle, const Session& session) const;
    bool conversations_agree() const;

    EngineConfig config_;
    const TokenVerifier& tokens_;
    RandomSource& random_;
    protocol::Decoder decoder_;
    ConnectionTable connections_;
    Sessions sessions_;
    Matchmaker matchmaker_;
    Conversations conversations_;
    BanList bans_;
    bool draining_ = false;
};

}  // namespace stimchat::engine
