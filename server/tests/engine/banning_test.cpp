#include "server/engine/moderation/ban_list.hpp"
#include "server/tests/engine/stage.hpp"

using namespace stimchat;
using namespace stimchat::engine;
using namespace stimchat::engine::test;
using namespace stimchat::protocol;

namespace {

Ban ban_of(std::uint64_t participant, std::optional<Instant> until, std::string reason = "Spam") {
    return {BanId{7, participant}, key_of(participant), std::move(reason), epoch, until};
}

}  // namespace

TEST_CASE("a ban in a live chat: told why and until when, closed, and the partner sees an ordinary end") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.ban(1, hours(24), "Harassment");
    const auto banned = stage.take<Banned>(chat.a);
    CHECK(banned.reason == "Harassment");
    CHECK(banned.until == stage.now() + hours(24));
    CHECK(stage.nothing_for(chat.a));
    CHECK(stage.closed_with(chat.a) == CloseCode::banned);
    CHECK(stage.take<ConversationEnded>(chat.b).reason == ConversationEnd::partner_left);
    CHECK_FALSE(stage.closed_with(chat.b));
}

TEST_CASE("a banned participant is refused at the door with reason and end, at every try") {
    Stage stage;
    stage.ban(1, std::nullopt, "Child safety");
    for (int tries = 0; tries < 3; ++tries) {
        const ConnectionId a = stage.open();
        stage.send(a, Hello{protocol_version, "p1", "", true});
        CHECK(stage.take<Nack>(a).code == NackCode::banned);
        const auto banned = stage.take<Banned>(a);
        CHECK(banned.reason == "Child safety");
        CHECK_FALSE(banned.until);
        CHECK(stage.closed_with(a) == CloseCode::banned);
    }
    stage.greeted(2);
}

TEST_CASE("a ban ends by itself when its time is over") {
    Stage stage;
    stage.ban(1, minutes(15));
    stage.pass(minutes(15) - milliseconds(1));
    const ConnectionId a = stage.open();
    stage.send(a, Hello{protocol_version, "p1", "", false});
    CHECK(stage.take<Nack>(a).code == NackCode::banned);
    stage.pass(milliseconds(1));
    stage.greeted(1);
    CHECK(stage.engine().counts().bans == 0);
}

TEST_CASE("a lifted ban lets the participant in again") {
    Stage stage;
    stage.ban(1, std::nullopt);
    stage.handle(BanLifted{key_of(1)});
    stage.greeted(1);
    stage.handle(BanLifted{key_of(99)});
}

TEST_CASE("a ban that is over already, as one loaded late, changes nothing") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    stage.ban(1, Duration{});
    CHECK_FALSE(stage.closed_with(a));
    CHECK(stage.engine().counts().bans == 0);
}

TEST_CASE("a ban while searching takes the participant out of the queue") {
    Stage stage;
    const ConnectionId a = stage.greeted(1);
    stage.search(a);
    stage.ban(1, hours(1));
    CHECK(stage.engine().counts().searching == 0);
    const ConnectionId b = stage.greeted(2);
    stage.search(b);
    CHECK(stage.nothing_for(b));
}

TEST_CASE("a banned participant can still be reported for the chat before") {
    Stage stage;
    const auto chat = stage.chat(1, 2);
    stage.ban(1, hours(1));
    stage.request_report(2, chat.conversation);
    REQUIRE(stage.stored.size() == 1);
    CHECK(stage.stored.front().report.reported == key_of(1));
}

TEST_CASE("of two bans the one that lasts longer counts, in whichever order they come") {
    for (const bool long_first : {true, false}) {
        BanList list;
        const Ban longer = ban_of(1, epoch + hours(24), "long");
        const Ban shorter = ban_of(1, epoch + hours(1), "short");
        list.impose(long_first ? longer : shorter);
        list.impose(long_first ? shorter : longer);
        REQUIRE(list.find(key_of(1), epoch));
        CHECK(list.find(key_of(1), epoch)->reason == "long");
        CHECK(list.size() == 1);
        CHECK(list.is_consistent());
        list.impose(ban_of(1, std::nullopt, "for good"));
        CHECK(list.find(key_of(1), epoch + hours(1'000'000))->reason == "for good");
        CHECK(list.is_consistent());
    }
}

TEST_CASE("the ban list says when the next ban ends, and forgets it then") {
    BanList list;
    CHECK_FALSE(list.next_deadline());
    list.impose(ban_of(1, std::nullopt));
    CHECK_FALSE(list.next_deadline());
    list.impose(ban_of(2, epoch + hours(2)));
    list.impose(ban_of(3, epoch + hours(1)));
    CHECK(list.next_deadline() == epoch + hours(1));
    list.on_time(epoch + hours(1));
    CHECK(list.size() == 2);
    CHECK(list.next_deadline() == epoch + hours(2));
    CHECK(list.lift(key_of(2)));
    CHECK_FALSE(list.lift(key_of(2)));
    CHECK(list.is_consistent());
}
