#include "server/engine/engine_bounds.hpp"
#include "server/tests/engine/stage.hpp"

using namespace stimchat;
using namespace stimchat::engine;
using namespace stimchat::engine::test;
using namespace stimchat::protocol;

namespace {

void part(Stage& stage, const Stage::Chat& chat) {
    stage.send(chat.a, Leave{chat.conversation});
    stage.take<Ack>(chat.a);
    stage.take<ConversationEnded>(chat.b);
}

void check_refused(Stage& stage, ReportRefusal why) {
    REQUIRE(stage.refused.size() == 1);
    CHECK(stage.refused.front().why == why);
    stage.refused.clear();
}

}  // namespace

TEST_CASE("a report of a live chat ends it, and carries what the server saw") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    const Instant started = stage.now();
    stage.pass(seconds(2));
    stage.say(chat.b, chat.a, chat.conversation, "something bad");
    stage.pass(seconds(2));
    stage.say(chat.a, chat.b, chat.conversation, "stop that");
    stage.request_report(1, chat.conversation, "he said it twice");

    const auto mine = stage.take<ConversationEnded>(chat.a);
    CHECK(mine.reason == ConversationEnd::you_left);
    const auto theirs = stage.take<ConversationEnded>(chat.b);
    CHECK(theirs.reason == ConversationEnd::partner_left);
    CHECK(mine.position == StreamPosition{1, 4});
    CHECK(theirs.position == StreamPosition{1, 4});

    REQUIRE(stage.stored.size() == 1);
    const Report& report = stage.stored.front().report;
    CHECK(report.conversation == chat.conversation);
    CHECK(report.reporter == key_of(1));
    CHECK(report.reported == key_of(2));
    CHECK(report.reporter_alias == chat.alias_of_a);
    CHECK(report.reported_alias == chat.alias_of_b);
    CHECK(report.reason == ReportReason::harassment_or_hate);
    CHECK(report.note == "he said it twice");
    CHECK(report.chat_started_at == started);
    CHECK(report.reported_at == stage.now());
    CHECK_FALSE(report.evidence_truncated);
    REQUIRE(report.evidence.size() == 2);
    CHECK(report.evidence[0].text == "something bad");
    CHECK(report.evidence[0].sender == chat.alias_of_b);
    CHECK(report.evidence[0].offset == 2);
    CHECK(report.evidence[0].at == started + seconds(2));
    CHECK(report.evidence[1].text == "stop that");
    CHECK(report.evidence[1].sender == chat.alias_of_a);
}

TEST_CASE("after a report both can search again, and are kept apart") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.request_report(1, chat.conversation);
    stage.take<ConversationEnded>(chat.a);
    stage.take<ConversationEnded>(chat.b);
    stage.search(chat.a);
    stage.search(chat.b);
    CHECK(stage.nothing_for(chat.a));
    CHECK(stage.nothing_for(chat.b));
}

TEST_CASE("a chat can be reported after the partner left, until the window is over") {
    EngineConfig config;
    config.report_window = minutes(10);
    Stage stage(config);
    const auto chat = stage.chat(1, 2);
    stage.say(chat.a, chat.b, chat.conversation, "bye");
    part(stage, chat);

    stage.pass(minutes(10) - milliseconds(1));
    stage.request_report(2, chat.conversation);
    REQUIRE(stage.stored.size() == 1);
    CHECK(stage.stored.front().report.reported == key_of(1));
    CHECK(stage.stored.front().report.evidence.size() == 1);
    CHECK(stage.nothing_for(chat.a));
    CHECK(stage.nothing_for(chat.b));
}

TEST_CASE("when the window is over, nothing of the chat is left") {
    EngineConfig config;
    config.report_window = minutes(10);
    Stage stage(config);
    const auto chat = stage.chat(1, 2);
    part(stage, chat);
    stage.pass(minutes(10));
    CHECK(stage.engine().counts().conversations_held == 0);
    stage.request_report(2, chat.conversation);
    check_refused(stage, ReportRefusal::conversation_unknown);
}

TEST_CASE("one can report after having left the site") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.finish(chat.a);
    stage.finish(chat.b);
    stage.request_report(2, chat.conversation);
    CHECK(stage.stored.size() == 1);
}

TEST_CASE("a chat of other people, or one that never was, cannot be reported, and is not disturbed") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.request_report(3, chat.conversation);
    check_refused(stage, ReportRefusal::conversation_unknown);
    stage.request_report(1, ConversationId{1, 2});
    check_refused(stage, ReportRefusal::conversation_unknown);
    CHECK(stage.stored.empty());
    stage.say(chat.a, chat.b, chat.conversation, "still here");
}

TEST_CASE("a repeated request hands the evidence over again, also after the window, until it is stored") {
    EngineConfig config;
    config.report_window = minutes(10);
    Stage stage(config);
    const auto chat = stage.chat(1, 2);
    stage.request_report(1, chat.conversation);
    stage.request_report(1, chat.conversation);
    CHECK(stage.stored.size() == 2);

    stage.pass(minutes(30));
    stage.request_report(1, chat.conversation);
    CHECK(stage.stored.size() == 3);

    SUBCASE("the other one may not report after the window because of that") {
        stage.request_report(2, chat.conversation);
        check_refused(stage, ReportRefusal::conversation_unknown);
    }
    SUBCASE("once it is stored the evidence goes") {
        stage.handle(ReportStored{chat.conversation});
        CHECK(stage.engine().counts().conversations_held == 0);
        stage.request_report(1, chat.conversation);
        check_refused(stage, ReportRefusal::conversation_unknown);
    }
    SUBCASE("an hour after the first try it is given up") {
        stage.pass(minutes(30) - milliseconds(1));
        CHECK(stage.engine().counts().conversations_held == 1);
        stage.pass(milliseconds(1));
        CHECK(stage.engine().counts().conversations_held == 0);
    }
}

TEST_CASE("a report stored within the window leaves the other one's right to report") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.request_report(1, chat.conversation);
    stage.handle(ReportStored{chat.conversation});
    stage.request_report(2, chat.conversation);
    REQUIRE(stage.stored.size() == 2);
    CHECK(stage.stored[1].report.reporter == key_of(2));
    CHECK(stage.stored[1].report.reported == key_of(1));
}

TEST_CASE("ReportStored for a live or unknown conversation changes nothing") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.handle(ReportStored{chat.conversation});
    stage.handle(ReportStored{ConversationId{1, 2}});
    stage.say(chat.a, chat.b, chat.conversation, "still here");
}

TEST_CASE("ended chats are bounded in number: the oldest goes first, but not one whose report is on its way") {
    EngineConfig config;
    config.conversations_held_max = 2;
    Stage stage(config);
    std::vector<ConversationId> ended;
    for (std::uint64_t n = 0; n < 5; ++n) {
        const auto chat = stage.chat(10 + 2 * n, 11 + 2 * n);
        if (n == 0) stage.request_report(10, chat.conversation);
        stage.finish(chat.a);
        stage.finish(chat.b);
        ended.push_back(chat.conversation);
    }
    CHECK(stage.engine().counts().conversations_held == 3);  // the reported one and two more
    stage.request_report(10, ended[0]);
    CHECK(stage.stored.size() == 2);
    stage.request_report(12, ended[1]);
    check_refused(stage, ReportRefusal::conversation_unknown);
    stage.request_report(18, ended[4]);
    CHECK(stage.stored.size() == 3);
}

TEST_CASE("a live chat can be reported even if only one ended chat is kept") {
    EngineConfig config;
    config.conversations_held_max = 1;
    Stage stage(config);
    for (std::uint64_t n = 0; n < 10; ++n) {
        const auto chat = stage.chat(10 + 2 * n, 11 + 2 * n);
        const auto other = stage.chat(100 + 2 * n, 101 + 2 * n);
        part(stage, other);
        stage.request_report(10 + 2 * n, chat.conversation);
        CHECK(stage.stored.size() == n + 1);
        stage.handle(ReportStored{chat.conversation});
    }
}

TEST_CASE("too many reports that the store does not confirm are refused as busy, until one is") {
    EngineConfig config;
    Stage stage(config);
    std::vector<ConversationId> reported;
    const ConnectionId a = stage.greeted(1);
    std::uint64_t partner = 2;
    const auto next_chat = [&] {
        stage.pass(seconds(1));  // within the rate limit
        const ConnectionId b = stage.greeted(partner);
        const auto chat = stage.meet(a, b);
        stage.finish(b);
        stage.take<ConversationEnded>(a);
        return chat.conversation;
    };
    for (std::size_t n = 0; n < bounds::unconfirmed_reports_max; ++n, ++partner) {
        reported.push_back(next_chat());
        stage.request_report(partner, reported.back());
    }
    CHECK(stage.stored.size() == bounds::unconfirmed_reports_max);

    const ConversationId one_more = next_chat();
    stage.request_report(partner, one_more);
    check_refused(stage, ReportRefusal::busy);
    stage.handle(ReportStored{reported.front()});
    stage.request_report(partner, one_more);
    CHECK(stage.refused.empty());
    CHECK(stage.stored.size() == bounds::unconfirmed_reports_max + 1);
}

TEST_CASE("when all evidence together is too much, ended chats go first, then the oldest lines of the chat itself") {
    EngineConfig config;
    config.evidence_bytes_max = 16 * 1024;
    Stage stage(config);
    const std::string line(1000, 'x');

    const auto first = stage.chat(1, 2);
    for (int i = 0; i < 6; ++i)
        stage.say(first.a, first.b, first.conversation, line);
    part(stage, first);
    const auto second = stage.chat(3, 4);
    for (int i = 0; i < 6; ++i)
        stage.say(second.a, second.b, second.conversation, line);
    CHECK(stage.engine().counts().conversations_held == 1);
    for (int i = 0; i < 30; ++i) {
        stage.pass(seconds(1));
        stage.say(second.a, second.b, second.conversation, std::to_string(i) + line);
    }
    CHECK(stage.engine().counts().conversations_held == 0);

    stage.request_report(3, second.conversation);
    REQUIRE(stage.stored.size() == 1);
    const Report& report = stage.stored.front().report;
    CHECK(report.evidence_truncated);
    REQUIRE(report.evidence.size() >= 6);
    CHECK(report.evidence.size() < 16);
    CHECK(report.evidence.back().text == "29" + line);
    for (std::size_t i = 1; i < report.evidence.size(); ++i) {
        CHECK(report.evidence[i].offset == report.evidence[i - 1].offset + 1);
    }
}

TEST_CASE("a long chat keeps its newest lines as evidence, and says that older ones are gone") {
    EngineConfig config;
    config.commands = {100'000, 100'000};
    Stage stage(config);
    const auto chat = stage.chat(1, 2);
    const std::size_t many = stimchat::limits::transcript_messages_max + 7;
    for (std::size_t n = 1; n <= many; ++n)
        stage.say(chat.a, chat.b, chat.conversation, std::to_string(n));
    stage.request_report(2, chat.conversation);
    const Report& report = stage.stored.front().report;
    CHECK(report.evidence_truncated);
    REQUIRE(report.evidence.size() == stimchat::limits::transcript_messages_max);
    CHECK(report.evidence.front().text == "8");
    CHECK(report.evidence.back().text == std::to_string(many));
}
