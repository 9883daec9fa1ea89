#include "tools/sim/log_watch.hpp"

#include <doctest/doctest.h>

namespace stimchat::sim {

namespace {

using delivery::SendState;
using session::Author;
using session::ClientView;

/// Two people in a chat, as the witness learns of it.
struct Bench {
    Bench() {
        for (const Participant participant : {1U, 2U}) {
            std::string frame;
            protocol::encode({world.now(), protocol::NewMatch{conversation, {1, 1}, Alias{1}, Alias{2}}}, frame);
            witness.handed(participant, frame);
        }
        view.phase = session::Phase::chatting;
        view.conversation = conversation;
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
    void hand(std::uint64_t n, Participant to) {
        std::string frame;
        protocol::encode(
            {world.now(), protocol::TextReceived{MessageId{9, n}, conversation, {1, n + 1}, Alias{1}, "hello"}}, frame);
        witness.handed(to, frame);
    }
    void look(Participant participant) {
        ++view.revision;
        watch.look(view, participant);
    }
    bool saw(Breach breach) const {
        for (const Violation& violation : world.violations())
            if (violation.breach == breach) return true;
        return false;
    }

    World world{RunOptions{}};
    Witness witness{world};
    LogWatch watch{world, witness};
    ConversationId conversation{5, 5};
    ClientView view;
};

}  // namespace

TEST_CASE("a tick that goes forward is in order") {
    Bench bench;
    bench.put(1, Author::you, SendState::sending);
    bench.look(1);
    bench.hand(1, 2);
    bench.view.log[0].state = SendState::failed;
    bench.look(1);
    bench.view.log[0].state = SendState::delivered;
    bench.look(1);
    CHECK(bench.world.violations().empty());
}

TEST_CASE("a tick that is taken back is seen") {
    for (const SendState after : {SendState::sending, SendState::failed}) {
        Bench bench;
        bench.put(1, Author::you, SendState::sending);
        bench.look(1);
        bench.hand(1, 2);
        bench.view.log[0].state = SendState::delivered;
        bench.look(1);
        bench.view.log[0].state = after;
        bench.look(1);
        CHECK(bench.saw(Breach::tick_taken_back));
    }
}

TEST_CASE("a tick for a text that nobody was handed is seen") {
    Bench bench;
    bench.put(1, Author::you, SendState::sending);
    bench.look(1);
    bench.view.log[0].state = SendState::delivered;
    bench.look(1);
    CHECK(bench.saw(Breach::tick_unproven));
}

TEST_CASE("a text in the stranger's log that the partner did not say is seen") {
    Bench bench;
    bench.put(1, Author::stranger, SendState::delivered);
    bench.look(2);
    CHECK(bench.saw(Breach::text_from_nowhere));
}

TEST_CASE("a text that was handed over and not shown by the end of the chat is seen") {
    Bench bench;
    bench.witness.said(1, bench.conversation, MessageId{9, 1}, "hello");
    bench.look(2);
    bench.hand(1, 2);
    bench.view.phase = session::Phase::ended;
    bench.view.end_reason = session::EndReason::partner_left;
    bench.look(2);
    CHECK(bench.saw(Breach::text_missing));
}

TEST_CASE("a second match before the first is over is seen, and so is one with oneself") {
    Bench bench;
    std::string frame;
    const ConversationId second{6, 6};
    protocol::encode({bench.world.now(), protocol::NewMatch{second, {1, 1}, Alias{1}, Alias{2}}}, frame);
    bench.witness.handed(1, frame);
    CHECK(bench.saw(Breach::two_matches));
    bench.witness.handed(1, frame);
    CHECK(bench.saw(Breach::matched_with_self));
}

}  // namespace stimchat::sim
