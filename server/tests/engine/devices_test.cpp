#include "server/tests/engine/stage.hpp"

using namespace stimchat;
using namespace stimchat::engine;
using namespace stimchat::engine::test;
using namespace stimchat::protocol;

namespace {

EngineConfig devices(std::size_t sessions) {
    EngineConfig config;
    config.sessions_per_participant = sessions;
    return config;
}

/// Participant 1 on a phone and a desk, in a chat with participant 2 on a laptop.
struct Devices {
    explicit Devices(Stage& stage) : phone(stage.greeted(1)), desk(stage.greeted(1)), laptop(stage.greeted(2)) {
        stage.search(phone);
        stage.search(laptop);
        const auto match = stage.take<NewMatch>(phone);
        conversation = match.conversation;
        alias = match.you;
        CHECK(stage.take<NewMatch>(desk).conversation == conversation);
        CHECK(stage.take<NewMatch>(laptop).conversation == conversation);
    }
    ConnectionId phone;
    ConnectionId desk;
    ConnectionId laptop;
    ConversationId conversation;
    Alias alias;
};

}  // namespace

TEST_CASE("each device has a session of its own, up to the bound") {
    Stage stage(devices(2));
    const auto one = stage.back(1, {});
    const auto two = stage.back(1, {});
    CHECK(one.welcome.sessions_max == 2);
    CHECK_FALSE(one.welcome.session == two.welcome.session);
    const ConnectionId third = stage.open();
    stage.send(third, Hello{protocol_version, "p1", "", false});
    CHECK(stage.take<Nack>(third).code == NackCode::already_connected);
    CHECK(stage.closed_with(third) == CloseCode::already_connected);
    CHECK_FALSE(stage.closed_with(one.connection));
    CHECK_FALSE(stage.closed_with(two.connection));

    const auto taken = stage.back(1, {}, {}, true);
    CHECK(stage.closed_with(one.connection) == CloseCode::taken_over);
    CHECK(taken.welcome.session == one.welcome.session);
}

TEST_CASE("beyond the bound the session goes that has been without a connection longest") {
    Stage stage(devices(2));
    const auto one = stage.back(1, {});
    const auto two = stage.back(1, {});
    stage.drop(two.connection);
    stage.pass(seconds(1));
    stage.drop(one.connection);
    const auto three = stage.back(1, {});
    CHECK_FALSE(three.welcome.session == two.welcome.session);
    CHECK_FALSE(stage.engine().status_of(two.welcome.session));
    CHECK(stage.engine().status_of(one.welcome.session));
    CHECK(stage.back(1, one.welcome.session).welcome.recovered);
}

TEST_CASE("a text shows on all devices of both, and is answered on the one it was sent from") {
    Stage stage(devices(2));
    const Devices at(stage);
    const MessageId id = stage.send(at.phone, SendText{at.conversation, "from the phone"});
    for (const ConnectionId other : {at.desk, at.laptop}) {
        const auto text = stage.take<TextReceived>(other);
        CHECK(text.message_id == id);
        CHECK(text.sender == at.alias);
        CHECK(text.text == "from the phone");
        CHECK(text.position == StreamPosition{1, 2});
    }
    CHECK(stage.take<Ack>(at.phone).message_id == id);
    CHECK(stage.nothing_for(at.phone));

    stage.send(at.laptop, SendText{at.conversation, "to both"});
    CHECK(stage.take<TextReceived>(at.phone).text == "to both");
    CHECK(stage.take<TextReceived>(at.desk).text == "to both");
}

TEST_CASE("a resend from another device is answered as the first time") {
    Stage stage(devices(2));
    const Devices at(stage);
    const MessageId id = stage.send(at.phone, SendText{at.conversation, "once"});
    stage.take<TextReceived>(at.desk);
    stage.take<TextReceived>(at.laptop);
    stage.send(at.desk, id, SendText{at.conversation, "once"});
    CHECK(stage.take<Ack>(at.desk).position == StreamPosition{1, 2});
    CHECK(stage.nothing_for(at.laptop));
}

TEST_CASE("a device that comes later gets the whole chat") {
    Stage stage(devices(3));
    const Devices at(stage);
    stage.send(at.phone, SendText{at.conversation, "mine"});
    stage.send(at.laptop, SendText{at.conversation, "yours"});
    const auto tablet = stage.back(1, {});
    CHECK(tablet.welcome.standing == Standing::chatting);
    CHECK(stage.take<NewMatch>(tablet.connection).you == at.alias);
    CHECK(stage.take<TextReceived>(tablet.connection).text == "mine");
    CHECK(stage.take<TextReceived>(tablet.connection).text == "yours");
}

TEST_CASE("typing and seen are told to one's other devices too") {
    Stage stage(devices(2));
    const Devices at(stage);
    stage.send(at.laptop, SendText{at.conversation, "read this"});
    stage.take<TextReceived>(at.phone);
    stage.take<TextReceived>(at.desk);
    stage.take<Ack>(at.laptop);
    stage.send(at.phone, MarkSeen{{at.conversation, {1, 2}}});
    stage.send(at.phone, SetTyping{at.conversation, true});
    for (const ConnectionId other : {at.desk, at.laptop}) {
        CHECK(stage.take<SeenUpTo>(other).sender == at.alias);
        CHECK(stage.take<TypingChanged>(other).sender == at.alias);
    }
    stage.send(at.desk, MarkSeen{{at.conversation, {1, 2}}});
    CHECK(stage.nothing_for(at.laptop));
}

TEST_CASE("a participant is here while any device is, and away when none is") {
    Stage stage(devices(2));
    const Devices at(stage);
    stage.send(at.phone, SetPresence{Presence::away});
    CHECK(stage.nothing_for(at.laptop));
    stage.drop(at.desk);
    CHECK(stage.take<PresenceChanged>(at.laptop).presence == Presence::away);
    const auto desk = stage.back(1, stage.session_on(at.desk));
    CHECK(stage.take<PresenceChanged>(at.laptop).presence == Presence::here);
    stage.take<Ack>(at.phone);
    stage.take<PresenceChanged>(at.phone);  // away
    CHECK(stage.take<PresenceChanged>(at.phone).sender == at.alias);
    stage.finish(desk.connection);
    CHECK(stage.take<PresenceChanged>(at.laptop).presence == Presence::away);
}

TEST_CASE("the chat ends when the last device has ended, not before") {
    Stage stage(devices(2));
    const Devices at(stage);
    stage.finish(at.phone);
    CHECK(stage.engine().counts().conversations_live == 1);
    CHECK(stage.nothing_for(at.laptop));
    stage.drop(at.desk);
    CHECK(stage.take<PresenceChanged>(at.laptop).presence == Presence::away);
    stage.pass(stimchat::limits::resume_window + TimerWheel::tick);
    CHECK(stage.take<ConversationEnded>(at.laptop).reason == ConversationEnd::partner_left);
}

TEST_CASE("LEAVE on one device ends the chat on the others: you left") {
    Stage stage(devices(2));
    const Devices at(stage);
    stage.send(at.phone, Leave{at.conversation});
    stage.take<Ack>(at.phone);
    CHECK(stage.nothing_for(at.phone));
    const auto own = stage.take<ConversationEnded>(at.desk);
    CHECK(own.reason == ConversationEnd::you_left);
    CHECK(own.position == StreamPosition{1, 2});
    CHECK(stage.take<ConversationEnded>(at.laptop).reason == ConversationEnd::partner_left);
    stage.search(at.desk);
    CHECK(stage.engine().counts().searching == 1);
}

TEST_CASE("a search goes on while any device is connected") {
    Stage stage(devices(2));
    const ConnectionId phone = stage.greeted(1);
    const ConnectionId desk = stage.greeted(1);
    stage.search(phone);
    stage.drop(phone);
    CHECK(stage.engine().counts().searching == 1);
    stage.send(desk, Cancel{});
    stage.take<Ack>(desk);
    stage.search(desk);
    stage.finish(desk);
    CHECK(stage.engine().counts().searching == 0);
    CHECK(stage.engine().counts().sessions == 1);
}

TEST_CASE("CANCEL on one device ends the search on the others") {
    Stage stage(devices(2));
    const ConnectionId phone = stage.greeted(1);
    const ConnectionId desk = stage.greeted(1);
    stage.search(phone);
    stage.send(phone, Cancel{});
    stage.take<Ack>(phone);
    CHECK(stage.nothing_for(phone));
    CHECK(stage.take<SearchEnded>(desk).reason == SearchEnd::cancelled);
}

TEST_CASE("a ban closes every device") {
    Stage stage(devices(3));
    const Devices at(stage);
    const ConnectionId lost = stage.back(1, {}).connection;
    stage.drop(lost);
    stage.ban(1, hours(1));
    for (const ConnectionId device : {at.phone, at.desk}) {
        stage.take<Banned>(device);
        CHECK(stage.closed_with(device) == CloseCode::banned);
    }
    CHECK(stage.take<PresenceChanged>(at.laptop).presence == Presence::away);
    CHECK(stage.take<ConversationEnded>(at.laptop).reason == ConversationEnd::partner_left);
    CHECK(stage.engine().counts().sessions == 1);
}

TEST_CASE("each device has its share of the window of answers") {
    EngineConfig config = devices(2);
    config.commands = {100'000, 100'000};
    Stage stage(config);
    const Devices at(stage);
    stage.send(at.phone, message(900), SendText{at.conversation, "once"});
    for (std::size_t n = 0; n < stimchat::limits::dedupe_window_commands; ++n)
        stage.send(at.desk, SendText{at.conversation, "many"});
    stage.drop(at.phone);
    const auto phone = stage.back(1, stage.session_on(at.phone), KnownPosition{at.conversation, {1, 66}});
    stage.take<PresenceChanged>(phone.connection);
    stage.send(phone.connection, message(900), SendText{at.conversation, "once"});
    CHECK(stage.take<Ack>(phone.connection).position == StreamPosition{1, 2});
}
