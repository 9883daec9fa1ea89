#pragma once

#include "server/tests/engine/stage.hpp"
#include "shared/session/server_transitions.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace stimchat::engine::test {

/// People at random, and a model of what each of them may see. Every step does one thing (a command, a drop, a while of
/// waiting, a ban, ...) and then holds all that came out against the model: each command answered once and as expected,
/// each text delivered once and in order, nobody in two chats, nobody with a recent partner, no word to the banned.
class Crowd {
  public:
    Crowd(std::uint64_t seed, const EngineConfig& config, std::size_t people);
    void step();
    /// Everybody is sent home.
    void drain();
    std::size_t texts_delivered() const { return texts_delivered_; }
    std::size_t matches() const { return matches_; }
    std::size_t reports() const { return stage_.stored.size(); }

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
    struct Person {
        std::uint64_t participant = 0;
        bool banned = false;
        Phase phase = Phase::greeting;  // greeting: not here
        ConversationId conversation;
        std::size_t partner = 0;
        std::uint64_t last_offset = 0;
        std::deque<Sent> sent;  // in this session
    };
    struct Link {
        ConnectionId id;
        std::optional<std::size_t> person;
        std::uint32_t strikes = 0;
        bool closing = false;
    };
    struct Delivery {
        std::size_t to;
        MessageId id;
        std::string text;
        protocol::StreamPosition position;
    };
    struct Meeting {
        std::size_t person;
        ConversationId conversation;
        Instant at;
    };
    /// What came out of one step.
    struct Outcome {
        std::vector<std::pair<MessageId, Answered>> answers;
        std::size_t errors = 0;
        std::optional<SessionId> welcomed;
        std::vector<Delivery> deliveries;
        std::vector<Meeting> meetings;
        std::vector<Meeting> partings;
    };
    using PersonPair = std::pair<std::size_t, std::size_t>;
    /// What was said in a conversation, and between whom.
    struct Record {
        PersonPair members;
        std::vector<std::string> texts;
    };

    // --- what people do
    void open_link();
    void drop_link();
    void hello();
    void command();
    void resend();
    void nonsense();
    void wait();
    void report();
    void ban_or_pardon();

    protocol::CommandBody random_body(const Person& person, std::string& text);
    std::optional<protocol::NackCode> expected_refusal(const Person& person, const protocol::CommandBody& body) const;
    Answered answer_to(Link& link, MessageId id, const protocol::CommandBody& body, Outcome& outcome);
    void check_report(const Report& report, std::size_t reporter) const;
    void carry_over(Person& person, const protocol::CommandBody& body, const Answered& answer);
    void check_delivery(std::size_t from, const Sent& sent, const Outcome& outcome);

    // --- what they see
    Outcome observe(const Link* speaker);
    void note(Link& link, const protocol::ServerMessage& message, const Link* speaker, Outcome& outcome);
    void note_push(std::size_t person, const protocol::ServerMessage& message, Outcome& outcome);
    void settle_meetings(const Outcome& outcome);
    void part(std::size_t person);
    void check_world();

    Link* random_link(bool greeted);
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(uniform_below(random_, bound)); }
    Link* link_of(std::size_t person);

    EngineConfig config_;
    Xoshiro256 random_;
    Stage stage_;
    std::vector<Person> people_;
    std::deque<Link> links_;
    std::deque<ConversationId> known_conversations_;
    std::map<ConversationId, Record> records_;  // of the known ones
    std::map<PersonPair, std::vector<Instant>> partings_;
    std::uint64_t next_message_ = 1;
    std::size_t texts_delivered_ = 0;
    std::size_t matches_ = 0;
};

}  // namespace stimchat::engine::test
