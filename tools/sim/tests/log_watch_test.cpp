#include "tools/sim/log_watch.hpp"

#include <doctest/doctest.h>

namespace stimchat::sim {

namespace {

using delivery::SendState;
using session::Author;
using session::ClientView;

/// Two people in a chat, as the witness learns of it: each has one page, with the participant's number.
struct Bench {
    Bench() {
        match(conversation, 1, Alias{1}, Alias{2});
        match(conversation, 2, Alias{2}, Alias{1});
        view.phase = session::Phase::chatting;
        view.conversation = conversation;
    }
    void hand(Participant to, const protocol::ServerBody& body) {
        std::string frame;
        protocol::encode({world.now(), body}, frame);
        witness.handed(to, to, frame);
    }
    void match(ConversationId id, Participant to, Alias you, Alias partner) {
        hand(to, protocol::NewMatch{id, {1, 1}, you, partner});
    }
    /// The n-th text takes the place n + 1.
    void hand_text(std::uint64_t n, Participant to) {
        hand(to, protocol::TextReceived{MessageId{9, n}, conversation, {1, n + 1}, Alias{1}, "hello"});
    }
    void ack(std::uint64_t n, std::uint64_t offset) {
        hand(1, protocol::Ack{MessageId{9, n}, conversation, protocol::StreamPosition{1, offset}});
    }
    void put(std::uint64_t n, Author author, SendState state) {
        session::LogEntry entry;
        entry.entry = view.log.size() + 1;
        entry.message_id = MessageId{9, n};
        entry.author = author;
        entry.state = state;
        entry.text = "hello";
        view.log.push_back(entry);
    }
    void say(std::uint64_t n) { witness.said(1, 1, conversation, MessageId{9, n}, "hello"); }
    void look(Participant participant, bool is_looked_at = false) {
        ++view.revision;
        (participant == 1 ? first : second).look(view, participant, is_looked_at);
    }
    bool saw(Breach breach) const {
        for (const Violation& violation : world.violations())
            if (violation.breach == breach) return true;
        return false;
    }

    World world{RunOptions{}};
    Witness witness{world};
    LogWatch first{world, witness, 1};
    LogWatch second{world, witness, 2};
    ConversationId conversation{5, 5};
    ClientView view;
};

}  // namespace

TEST_CASE("a tick that goes forward is in order") {
    Bench bench;
    bench.put(1, Author::you, SendState::sending);
    bench.look(1);
    bench.hand_text(1, 2);
    bench.view.log[0].state = SendState::failed;
    bench.look(1);
    bench.view.log[0].state = SendState::delivered;
    bench.look(1);
    CHECK(bench.world.violations().empty());
}

TEST_CASE("a tick that is taken back is seen") {
    for (const SendState before : {SendState::delivered, SendState::seen}) {
        for (const SendState after : {SendState::sending, SendState::failed}) {
            Bench bench;
            bench.put(1, Author::you, SendState::sending);
            bench.look(1);
            bench.hand_text(1, 2);
            bench.view.log[0].state = before;
            bench.look(1);
            bench.view.log[0].state = after;
            bench.look(1);
            CHECK(bench.saw(Breach::tick_taken_back));
        }
    }
}

TEST_CASE("a tick for a text that has no place in the stream is seen") {
    Bench bench;
    bench.put(1, Author::you, SendState::sending);
    bench.look(1);
    bench.view.log[0].state = SendState::delivered;
    bench.look(1);
    CHECK(bench.saw(Breach::tick_unproven));
}

TEST_CASE("a text is shown as seen only when a page of the partner had it in front") {
    for (const bool is_looked_at : {true, false}) {
        Bench bench;
        bench.say(1);
        bench.hand_text(1, 2);
        bench.put(1, Author::stranger, SendState::delivered);
        bench.look(2, is_looked_at);
        bench.view.log.clear();
        bench.put(1, Author::you, SendState::sending);
        bench.look(1);
        bench.view.log[0].state = SendState::seen;
        bench.look(1);
        CHECK(bench.saw(Breach::seen_unproven) == !is_looked_at);
    }
}

TEST_CASE("a text in the stranger's log that the partner did not say is seen") {
    Bench bench;
    bench.put(1, Author::stranger, SendState::delivered);
    bench.look(2);
    CHECK(bench.saw(Breach::text_from_nowhere));
}

TEST_CASE("a text that is jumped over is seen, and so is one that is missing when the chat is over") {
    for (const bool another_comes : {true, false}) {
        Bench bench;
        bench.say(1);
        bench.say(2);
        bench.hand_text(1, 2);
        bench.ack(1, 2);
        bench.witness.entered(2, bench.conversation);
        if (another_comes) {
            bench.witness.said(1, 1, bench.conversation, MessageId{9, 3}, "hello");
            bench.hand_text(3, 2);
            bench.put(3, Author::stranger, SendState::delivered);
            bench.look(2);
        } else {
            bench.look(2);
            bench.view.phase = session::Phase::ended;
            bench.view.end_reason = session::EndReason::partner_left;
            bench.look(2);
        }
        CHECK(bench.saw(Breach::text_missing));
    }
}

TEST_CASE("what the server says is lost may be missing, if the page tells the person") {
    for (const bool page_tells : {true, false}) {
        Bench bench;
        bench.say(1);
        bench.hand_text(1, 2);
        bench.witness.entered(2, bench.conversation);
        bench.hand(2, protocol::NewMatch{bench.conversation, {1, 2}, Alias{2}, Alias{1}});
        bench.view.history_lost = page_tells;
        bench.witness.check_all_shown(2, 2, bench.conversation, page_tells);
        CHECK_FALSE(bench.saw(Breach::text_missing));
        CHECK(bench.saw(Breach::loss_not_told) == !page_tells);
    }
}

TEST_CASE("two places for a text, and two texts at a place, are seen") {
    Bench bench;
    bench.say(1);
    bench.ack(1, 2);
    bench.ack(1, 3);
    CHECK(bench.saw(Breach::shown_twice));
    bench.witness.said(1, 1, bench.conversation, MessageId{9, 2}, "another");
    bench.ack(2, 2);
    CHECK(bench.saw(Breach::stream_forked));
}

TEST_CASE("the same words under another id are seen, if one page sent both") {
    Bench bench;
    bench.say(1);
    bench.ack(1, 2);
    bench.say(2);
    bench.ack(2, 3);
    CHECK(bench.saw(Breach::shown_twice));
}

TEST_CASE("a second match before the first is over is seen, and so is one with oneself") {
    Bench bench;
    const ConversationId second{6, 6};
    bench.match(second, 1, Alias{3}, Alias{4});
    CHECK(bench.saw(Breach::two_matches));
    bench.match(second, 1, Alias{4}, Alias{3});
    CHECK(bench.saw(Breach::matched_with_self));
}

TEST_CASE("a stream that goes to somebody else is seen") {
    Bench bench;
    bench.say(1);
    bench.hand_text(1, 3);
    CHECK(bench.saw(Breach::conversation_leaked));
}

}  // namespace stimchat::sim
