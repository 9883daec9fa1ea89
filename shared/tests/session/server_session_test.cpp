#include "shared/session/server_session.hpp"

#include "shared/protocol/limits.hpp"

#include <doctest/doctest.h>

using namespace stimchat;
using namespace stimchat::session;
using protocol::NackCode;

namespace {

constexpr Instant start{1'700'000'000'000};
constexpr BucketShape generous{1000, 1000};

MessageId id(std::uint64_t n) {
    return MessageId{0x4000, n};
}

protocol::Command text(std::uint64_t n) {
    return {id(n), protocol::SendText{ConversationId{1, 2}, "hello"}};
}

Answer at_offset(std::uint64_t offset) {
    Answer answer;
    answer.conversation = ConversationId{1, 2};
    answer.position = protocol::StreamPosition{1, offset};
    return answer;
}

ServerSession session_in(ServerPhase phase, BucketShape shape = generous) {
    ServerSession session(shape);
    if (phase == ServerPhase::greeting) return session;
    session.enter(ServerPhase::idle);
    if (phase == ServerPhase::idle) return session;
    session.enter(ServerPhase::searching);
    if (phase == ServerPhase::searching) return session;
    session.enter(ServerPhase::chatting);
    return session;
}

}  // namespace

TEST_CASE("the command table has one row for every phase and command, in order") {
    std::size_t row = 0;
    for (std::size_t phase = 0; phase < server_phases; ++phase) {
        for (std::size_t command = 0; command < command_kinds; ++command, ++row) {
            CHECK(command_rules[row].phase == static_cast<ServerPhase>(phase));
            CHECK(command_rules[row].command == static_cast<CommandKind>(command));
        }
    }
}

TEST_CASE("phases follow each other only along the table") {
    CHECK(may_follow(ServerPhase::greeting, ServerPhase::idle));
    CHECK(may_follow(ServerPhase::searching, ServerPhase::chatting));
    CHECK_FALSE(may_follow(ServerPhase::greeting, ServerPhase::chatting));
    CHECK_FALSE(may_follow(ServerPhase::chatting, ServerPhase::searching));
    CHECK_FALSE(may_follow(ServerPhase::idle, ServerPhase::greeting));
}

TEST_CASE("a session that has ended stays so") {
    CHECK(may_follow(SessionState::attached, SessionState::detached));
    CHECK(may_follow(SessionState::detached, SessionState::attached));
    for (const SessionState to : {SessionState::attached, SessionState::detached, SessionState::ended})
        CHECK_FALSE(may_follow(SessionState::ended, to));
    CHECK_FALSE(may_follow(SessionState::detached, SessionState::detached));
}

TEST_CASE("admission follows the command table in every phase") {
    const protocol::CommandBody bodies[] = {protocol::Hello{},       protocol::Find{},      protocol::Cancel{},
                                            protocol::SendText{},    protocol::Leave{},     protocol::Ping{},
                                            protocol::SetPresence{}, protocol::SetTyping{}, protocol::MarkSeen{}};
    for (const CommandRule& rule : command_rules) {
        CAPTURE(name_of(rule.phase));
        CAPTURE(name_of(rule.command));
        ServerSession session = session_in(rule.phase);
        const protocol::Command command{id(1), bodies[static_cast<std::size_t>(rule.command)]};
        CHECK(kind_of(command.body) == rule.command);
        const Admission admission = session.admit(command, start);
        if (!rule.refusal) {
            CHECK(std::holds_alternative<Fresh>(admission));
        } else {
            REQUIRE(std::holds_alternative<Refused>(admission));
            CHECK(std::get<Refused>(admission).answer.refusal == rule.refusal);
        }
    }
}

TEST_CASE("a resend of an accepted text repeats its first answer with the position") {
    ServerSession session = session_in(ServerPhase::chatting);
    REQUIRE(std::holds_alternative<Fresh>(session.admit(text(7), start)));
    session.settle(text(7), at_offset(42));

    const Admission again = session.admit(text(7), start + seconds(4));
    REQUIRE(std::holds_alternative<Seen>(again));
    const Answer answer = std::get<Seen>(again).first_answer;
    CHECK_FALSE(answer.refusal);
    CHECK(answer.conversation == ConversationId{1, 2});
    CHECK(answer.position == protocol::StreamPosition{1, 42});
}

TEST_CASE("a resend is answered as the first time even when the phase has changed since") {
    ServerSession session = session_in(ServerPhase::chatting);
    session.settle(text(7), at_offset(42));
    session.enter(ServerPhase::idle);
    CHECK(std::holds_alternative<Seen>(session.admit(text(7), start)));
}

TEST_CASE("a refusal by phase is remembered") {
    ServerSession session = session_in(ServerPhase::idle);
    REQUIRE(std::holds_alternative<Refused>(session.admit(text(7), start)));
    session.enter(ServerPhase::searching);
    session.enter(ServerPhase::chatting);
    const Admission again = session.admit(text(7), start);
    REQUIRE(std::holds_alternative<Seen>(again));
    CHECK(std::get<Seen>(again).first_answer.refusal == NackCode::not_in_conversation);
}

TEST_CASE("a rate-limited command says how long to wait, and goes through under a new id after it") {
    ServerSession session = session_in(ServerPhase::chatting, BucketShape{2, 1});
    CHECK(std::holds_alternative<Fresh>(session.admit(text(1), start)));
    session.settle(text(1), at_offset(2));
    CHECK(std::holds_alternative<Fresh>(session.admit(text(2), start)));
    session.settle(text(2), at_offset(3));

    const Admission limited = session.admit(text(3), start);
    REQUIRE(std::holds_alternative<Refused>(limited));
    const Answer answer = std::get<Refused>(limited).answer;
    CHECK(answer.refusal == NackCode::rate_limited);
    REQUIRE(answer.retry_after);
    CHECK(*answer.retry_after > Duration{});
    CHECK(std::holds_alternative<Fresh>(session.admit(text(4), start + *answer.retry_after)));
}

// Found by the simulator: both had been sent before the first answer came, and the resend overtook a later text.
TEST_CASE("a resend of a rate-limited command is refused as the first time, also when there is a token again") {
    ServerSession session = session_in(ServerPhase::chatting, BucketShape{1, 1});
    CHECK(std::holds_alternative<Fresh>(session.admit(text(1), start)));
    session.settle(text(1), at_offset(2));
    const Admission limited = session.admit(text(2), start);
    REQUIRE(std::holds_alternative<Refused>(limited));

    const Admission again = session.admit(text(2), start + seconds(10));
    REQUIRE(std::holds_alternative<Seen>(again));
    CHECK(std::get<Seen>(again).first_answer.refusal == NackCode::rate_limited);
    CHECK(std::get<Seen>(again).first_answer.retry_after == std::get<Refused>(limited).answer.retry_after);
}

// Found by the simulator: a LEAVE after too many texts was refused, and the partner kept on writing to nobody.
TEST_CASE("whoever was too fast can still leave and cancel") {
    ServerSession chatting = session_in(ServerPhase::chatting, BucketShape{1, 1});
    CHECK(std::holds_alternative<Fresh>(chatting.admit(text(1), start)));
    CHECK(std::holds_alternative<Refused>(chatting.admit(text(2), start)));
    CHECK(std::holds_alternative<Fresh>(chatting.admit({MessageId{0, 3}, protocol::Leave{}}, start)));

    ServerSession searching = session_in(ServerPhase::idle, BucketShape{1, 1});
    CHECK(std::holds_alternative<Fresh>(searching.admit({MessageId{0, 4}, protocol::Find{1}}, start)));
    searching.enter(ServerPhase::searching);
    CHECK(std::holds_alternative<Fresh>(searching.admit({MessageId{0, 5}, protocol::Cancel{}}, start)));
}

// Found by the simulator: the page went into the background, PRESENCE was refused after too many texts, and the partner
// saw somebody who was not there.
TEST_CASE("whoever was too fast with texts can still say how things are, within a limit of its own") {
    ServerSession session = session_in(ServerPhase::chatting, BucketShape{2, 1});
    session.settle(text(1), at_offset(2));
    for (std::uint64_t n = 2; n < 8; ++n)
        static_cast<void>(session.admit(text(n), start));
    REQUIRE(std::holds_alternative<Refused>(session.admit(text(8), start)));
    CHECK(std::holds_alternative<Fresh>(session.admit({id(20), protocol::SetPresence{}}, start)));
    CHECK(std::holds_alternative<Fresh>(session.admit({id(21), protocol::MarkSeen{}}, start)));
    const Admission limited = session.admit({id(22), protocol::SetTyping{}}, start);
    REQUIRE(std::holds_alternative<Refused>(limited));
    CHECK(std::get<Refused>(limited).answer.refusal == NackCode::rate_limited);
}

TEST_CASE("a resend costs no token of the rate limit") {
    ServerSession session = session_in(ServerPhase::chatting, BucketShape{1, 1});
    CHECK(std::holds_alternative<Fresh>(session.admit(text(1), start)));
    session.settle(text(1), at_offset(2));
    for (int i = 0; i < 10; ++i)
        CHECK(std::holds_alternative<Seen>(session.admit(text(1), start)));
}

TEST_CASE("the window remembers the newest answers and forgets the oldest first") {
    ServerSession session = session_in(ServerPhase::chatting);
    const std::uint64_t many = limits::dedupe_window_commands + 10;
    for (std::uint64_t n = 1; n <= many; ++n) {
        REQUIRE(std::holds_alternative<Fresh>(session.admit(text(n), start)));
        session.settle(text(n), at_offset(n + 1));
        REQUIRE(session.is_consistent());
    }
    for (std::uint64_t n = 11; n <= many; ++n) {
        const Admission again = session.admit(text(n), start);
        REQUIRE(std::holds_alternative<Seen>(again));
        CHECK(std::get<Seen>(again).first_answer.position->offset == n + 1);
    }
    CHECK(std::holds_alternative<Fresh>(session.admit(text(10), start)));
}

TEST_CASE("only what changes something is remembered, so nothing else pushes answers to texts out of the window") {
    ServerSession session = session_in(ServerPhase::chatting);
    session.settle(text(1), at_offset(2));
    const protocol::CommandBody passing[] = {protocol::Ping{}, protocol::SetPresence{}, protocol::SetTyping{},
                                             protocol::MarkSeen{}};
    std::uint64_t next = 100;
    for (std::size_t n = 0; n < 2 * limits::dedupe_window_commands; ++n) {
        const protocol::Command command{id(next++), passing[n % 4]};
        CHECK_FALSE(is_remembered(kind_of(command.body)));
        REQUIRE(std::holds_alternative<Fresh>(session.admit(command, start)));
        session.settle(command, Answer{});
    }
    CHECK(std::holds_alternative<Refused>(session.admit({id(next), protocol::Hello{}}, start)));
    CHECK(std::holds_alternative<Refused>(session.admit({id(next), protocol::Hello{}}, start)));
    CHECK(std::holds_alternative<Seen>(session.admit(text(1), start)));
}

TEST_CASE("several sessions of a participant have a window for each") {
    ServerSession session(generous, 3);
    session.enter(ServerPhase::idle);
    session.enter(ServerPhase::searching);
    session.enter(ServerPhase::chatting);
    const std::uint64_t many = 3 * limits::dedupe_window_commands;
    for (std::uint64_t n = 1; n <= many + 1; ++n) {
        REQUIRE(std::holds_alternative<Fresh>(session.admit(text(n), start)));
        session.settle(text(n), at_offset(n + 1));
        REQUIRE(session.is_consistent());
    }
    CHECK(std::holds_alternative<Seen>(session.admit(text(2), start)));
    CHECK(std::holds_alternative<Fresh>(session.admit(text(1), start)));
}

TEST_CASE("resends have a burst and a rate of their own") {
    ServerSession session = session_in(ServerPhase::chatting);
    session.settle(text(1), at_offset(2));
    for (std::uint32_t n = 0; n < limits::repeat_burst; ++n)
        REQUIRE(std::holds_alternative<Seen>(session.admit(text(1), start)));
    CHECK(std::holds_alternative<TooManyRepeats>(session.admit(text(1), start)));
    CHECK(std::holds_alternative<Fresh>(session.admit(text(2), start)));
    for (std::uint32_t n = 0; n < limits::repeats_per_second; ++n)
        CHECK(std::holds_alternative<Seen>(session.admit(text(1), start + seconds(1))));
    CHECK(std::holds_alternative<TooManyRepeats>(session.admit(text(1), start + seconds(1))));
}
