#pragma once

#include "server/tests/engine/stage.hpp"
#include "shared/session/server_session.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace stimchat::engine::test {

/// People at random, each with one or more devices, and a model of what each of them may see. Every step does one thing
/// (a command, a loss, a return, a while of waiting, a ban, ...) and then holds all that came out against the model:
/// each command answered once and as expected; whoever is connected has its chat complete, in order, each text once,
/// and knows whether the partner is there and what it has seen; nobody in two chats, nobody with a recent partner, no
/// word to the banned.
class Crowd {
  public:
    Crowd(std::uint64_t seed, const EngineConfig& config, std::size_t people);
    void step();
    /// Everybody is sent home.
    void drain();
    std::size_t texts_delivered() const { return texts_delivered_; }
    std::size_t matches() const { return matches_; }
    std::size_t reports() const { return stage_.stored.size(); }
    std::size_t resumes() const { return resumes_; }

  private:
    using Phase = session::ServerPhase;
    struct Answered {
        bool acknowledged = false;
        std::optional<protocol::NackCode> code;
        std::optional<protocol::StreamPosition> position;
        friend bool operator==(const Answered&, const Answered&) = default;
    };
    struct Sent {
        MessageId id;
        protocol::CommandBody body;
        std::string text;  // a SendText's own
        Answered answer;
    };
    /// What one client knows of its chat.
    struct View {
        std::optional<ConversationId> conversation;
        std::uint64_t last_offset = 0;
        Alias partner_alias;
        protocol::Presence partner = protocol::Presence::here;
        std::uint64_t seen_by_partner = 0;
    };
    struct Device {
        SessionId session;
        std::optional<ConnectionId> link;
        Instant lost_at;  // without a link
        bool away = false;
        bool is_expired = false;  // as far as the model knows
        View view;                // survives the link, as in a client
    };
    struct Person {
        std::uint64_t participant = 0;
        bool banned = false;
        Phase phase = Phase::greeting;  // greeting: not here
        ConversationId conversation;
        std::deque<Sent> sent;  // since it came
        std::vector<Device> devices;
    };
    struct Link {
        ConnectionId id;
        std::optional<std::size_t> person;
        std::uint32_t strikes = 0;
        bool closing = false;
    };
    struct Text {
        MessageId id;
        std::size_t author;
        std::string text;
    };
    /// A conversation as the model knows it: offset 1 is the match, then come the texts, at last the end.
    struct Record {
        std::pair<std::size_t, std::size_t> members;
        std::vector<Text> texts;
        std::map<std::size_t, Alias> aliases;
        std::map<std::size_t, std::uint64_t> seen;
        Instant started_at;
        std::optional<Instant> ended_at;
        std::optional<std::size_t> ended_by;
        bool ended_without_cause = false;
        std::uint64_t last_offset() const { return 1 + texts.size() + (ended_at ? 1 : 0); }
        std::size_t partner_of(std::size_t person) const {
            return members.first == person ? members.second : members.first;
        }
    };
    /// What came out of one step.
    struct Told {
        ConversationId conversation;
        std::size_t person;
        protocol::ConversationEnd reason;
    };
    struct Outcome {
        const Sent* sent;              // what the speaker said, if it was a command of its session for the first time
        const protocol::Hello* hello;  // if it was this
        std::vector<std::pair<MessageId, Answered>> answers;
        std::size_t errors = 0;
        std::optional<protocol::Welcome> welcome;
        std::map<ConversationId, std::set<std::size_t>> meetings;
        std::vector<Told> told;
    };

    // --- what people do
    void open_link();
    void drop_link();
    std::size_t somebody_to_come();
    void hello();
    void command();
    void resend();
    void nonsense();
    void wait();
    void report();
    void ban_or_pardon();
    void expire_position();

    protocol::CommandBody random_body(std::size_t who, const Device& device, std::string& text);
    std::optional<protocol::NackCode> expected_refusal(std::size_t who, const protocol::CommandBody& body) const;
    protocol::Hello random_hello(std::size_t who);
    void check_report(const Report& report, std::size_t reporter) const;

    // --- what becomes of it in the model
    struct Seat {
        std::optional<SessionId> goes_on;
        std::optional<SessionId> has_to_go;
        bool refused = false;
    };
    Seat seat_for(const Person& person, const protocol::Hello& hello) const;
    bool has_everything(const Person& person, const Seat& seat, const protocol::Hello& hello) const;
    void take_seat(Link& link, const protocol::Hello& hello, const protocol::Welcome& welcome);
    void check_welcome(std::size_t who, const Seat& seat, const protocol::Hello& hello,
                       const protocol::Welcome& welcome) const;
    void carry_over(std::size_t who, Device& device, const Sent& sent,
                    std::optional<protocol::StreamPosition> position);
    void lose(std::size_t who, ConnectionId link, Instant at);
    void end_device(std::size_t who, SessionId session);
    void stop_search_if_absent(Person& person);
    void end_chat(ConversationId conversation, std::optional<std::size_t> by);
    void finish_record(Record& record, std::optional<std::size_t> by, Instant at);
    void end_expired();

    // --- what they see
    Outcome observe(const Link* speaker, const Sent* sent = nullptr, const protocol::Hello* hello = nullptr);
    void note(Link& link, const protocol::ServerMessage& message, bool is_speaker, Outcome& outcome);
    void note_match(Link& link, const protocol::NewMatch& match, Instant at, Outcome& outcome);
    void note_text(View& view, const protocol::TextReceived& text);
    void note_end(View& view, const protocol::ConversationEnded& ended, Instant at);
    void note_closed(Link& link);
    void settle_meetings(const Outcome& outcome);

    // --- what must hold
    void check_world() const;
    void check_person(std::size_t who) const;
    void check_view(std::size_t who, const View& view) const;
    static protocol::Presence presence_of(const Person& person);

    Link* random_link(bool greeted);
    Link& link_of(ConnectionId id);
    Device* device_on(ConnectionId link);
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(uniform_below(random_, bound)); }

    EngineConfig config_;
    Xoshiro256 random_;
    Stage stage_;
    std::vector<Person> people_;
    std::deque<Link> links_;
    std::map<ConversationId, Record> records_;
    std::vector<ConversationId> conversations_;  // in the order of their beginning
    bool draining_ = false;
    std::uint64_t next_message_ = 1;
    std::size_t texts_delivered_ = 0;
    std::size_t matches_ = 0;
    std::size_t resumes_ = 0;
};

}  // namespace stimchat::engine::test
