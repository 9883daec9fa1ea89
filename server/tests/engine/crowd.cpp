#include "server/tests/engine/crowd.hpp"

#include "shared/core/overloaded.hpp"

#include <algorithm>

/// What people do.
namespace stimchat::engine::test {

using namespace protocol;
using session::CommandKind;
using session::kind_of;

Crowd::Crowd(std::uint64_t seed, const EngineConfig& config, std::size_t people)
    : config_(config), random_(seed), stage_(config), people_(people) {
    for (std::size_t i = 0; i < people; ++i)
        people_[i].participant = i + 1;
}

void Crowd::step() {
    const std::size_t choice = below(100);
    if (choice < 8) {
        open_link();
    } else if (choice < 13) {
        drop_link();
    } else if (choice < 24) {
        hello();
    } else if (choice < 76) {
        command();
    } else if (choice < 83) {
        resend();
    } else if (choice < 84) {
        nonsense();
    } else if (choice < 93) {
        wait();
    } else if (choice < 96) {
        report();
    } else if (choice < 97) {
        expire_position();
    } else {
        ban_or_pardon();
    }
    check_world();
}

void Crowd::drain() {
    draining_ = true;
    for (const ConversationId conversation : conversations_)
        end_chat(conversation, {});
    for (Person& person : people_)
        person.phase = person.devices.empty() ? Phase::greeting : Phase::idle;
    stage_.handle(DrainRequested{stage_.now(), stage_.now()});
    for (std::size_t who = 0; who < people_.size(); ++who) {
        for (std::size_t i = people_[who].devices.size(); i > 0; --i) {
            if (!people_[who].devices[i - 1].link) end_device(who, people_[who].devices[i - 1].session);
        }
    }
    observe(nullptr);
    check_world();
    CHECK(stage_.engine().counts().sessions == 0);
    for (const Link& link : links_)
        CHECK(link.closing);
}

void Crowd::open_link() {
    if (links_.size() > config_.connections_max + 4) return;
    links_.push_back({stage_.open(), {}, 0, false});
    observe(nullptr);
}

void Crowd::drop_link() {
    if (links_.empty()) return;
    const std::size_t chosen = below(links_.size());
    const Link link = links_[chosen];
    links_.erase(links_.begin() + static_cast<std::ptrdiff_t>(chosen));
    const bool finished = below(4) == 0;
    if (finished) {
        stage_.finish(link.id);
    } else {
        stage_.drop(link.id);
    }
    if (link.person && finished) end_device(*link.person, device_on(link.id)->session);
    if (link.person && !finished) lose(*link.person, link.id, stage_.now());
    observe(nullptr);
}

Hello Crowd::random_hello(std::size_t who) {
    Hello hello{protocol_version, "", "crowd/1", below(3) == 0, {}, {}};
    const Person& person = people_[who];
    if (person.devices.empty() || below(4) == 0) return hello;
    const Device& device = person.devices[below(person.devices.size())];
    if (below(4) != 0) hello.session = device.session;
    if (below(15) == 0) hello.session = SessionId{1, 1};
    if (device.view.conversation && below(4) != 0) {
        // What this client has seen, or less, as one that was lost before it could show the rest.
        std::uint64_t offset = device.view.last_offset;
        if (offset > 1 && below(3) == 0) offset -= below(static_cast<std::size_t>(offset) - 1);
        hello.known = KnownPosition{*device.view.conversation, {1, offset}};
    }
    if (below(25) == 0 && !conversations_.empty()) {
        const ConversationId any = conversations_[below(conversations_.size())];
        hello.known = KnownPosition{any, {static_cast<std::uint32_t>(below(3)), below(40)}};
    }
    return hello;
}

/// Often one who has lost a link.
std::size_t Crowd::somebody_to_come() {
    std::vector<std::size_t> lost;
    for (std::size_t who = 0; who < people_.size(); ++who) {
        const auto& devices = people_[who].devices;
        if (std::any_of(devices.begin(), devices.end(), [](const Device& each) { return !each.link; })) {
            lost.push_back(who);
        }
    }
    return lost.empty() || below(3) == 0 ? below(people_.size()) : lost[below(lost.size())];
}

void Crowd::hello() {
    Link* link = random_link(false);
    if (!link) return;
    const std::size_t who = somebody_to_come();
    Hello hello = random_hello(who);
    const Seat seat = seat_for(people_[who], hello);
    const bool has_all = has_everything(people_[who], seat, hello);
    std::string token = token_of(people_[who].participant);
    std::optional<NackCode> expected;
    if (below(20) == 0) {
        hello.version = 77;
        expected = NackCode::version_unsupported;
    } else if (below(20) == 0) {
        token = "forged";
        expected = NackCode::token_invalid;
    } else if (people_[who].banned) {
        expected = NackCode::banned;
    } else if (seat.refused) {
        expected = NackCode::already_connected;
    }
    hello.token = token;
    const MessageId id = message(next_message_++);
    if (!expected && seat.has_to_go) end_device(who, *seat.has_to_go);
    if (!expected) link->person = who;
    stage_.send(link->id, id, hello);
    const ConnectionId connection = link->id;
    const Outcome outcome = observe(link, nullptr, &hello);
    REQUIRE(outcome.answers.size() == 1);
    REQUIRE(outcome.answers.front().first == id);
    REQUIRE(outcome.answers.front().second.code == expected);
    REQUIRE(outcome.welcome.has_value() == !expected);
    REQUIRE(link_of(connection).closing == expected.has_value());
    if (outcome.welcome) check_welcome(who, seat, hello, *outcome.welcome);
    if (outcome.welcome && has_all) REQUIRE(outcome.welcome->recovered);
}

void Crowd::command() {
    Link* link = random_link(true);
    if (!link) return;
    const std::size_t who = *link->person;
    Device& device = *device_on(link->id);
    Sent sent;
    sent.id = message(next_message_++);
    sent.body = random_body(who, device, sent.text);
    if (auto* text = std::get_if<SendText>(&sent.body)) text->text = sent.text;
    const auto expected = expected_refusal(who, sent.body);
    stage_.send(link->id, sent.id, sent.body);
    const Outcome outcome = observe(link, &sent);
    REQUIRE(outcome.answers.size() == 1);
    REQUIRE(outcome.answers.front().first == sent.id);
    sent.answer = outcome.answers.front().second;
    if (sent.answer.code == NackCode::rate_limited) return;
    REQUIRE(sent.answer.code == expected);
    if (!session::is_remembered(kind_of(sent.body)) || people_[who].phase == Phase::greeting) return;
    people_[who].sent.push_back(std::move(sent));
    if (people_[who].sent.size() > stimchat::limits::outbox_messages_max) people_[who].sent.pop_front();
}

void Crowd::resend() {
    Link* link = random_link(true);
    if (!link || people_[*link->person].sent.empty()) return;
    const Person& person = people_[*link->person];
    Sent sent = person.sent[below(person.sent.size())];
    if (auto* text = std::get_if<SendText>(&sent.body)) text->text = sent.text;
    const Phase before = person.phase;
    stage_.send(link->id, sent.id, sent.body);
    const Outcome outcome = observe(link);
    REQUIRE(outcome.answers.size() == 1);
    REQUIRE(outcome.answers.front() == std::pair{sent.id, sent.answer});
    REQUIRE(outcome.meetings.empty());
    REQUIRE((person.phase == before || person.phase == Phase::greeting));
}

void Crowd::nonsense() {
    Link* link = random_link(below(2) == 0);
    if (!link) return;
    stage_.send_frame(link->id, below(2) == 0 ? "][" : "{\"type\":\"PING\"}");
    ++link->strikes;
    const std::uint32_t strikes = link->strikes;
    const ConnectionId id = link->id;
    const Outcome outcome = observe(link);
    REQUIRE(outcome.errors == 1);
    REQUIRE(link_of(id).closing == (strikes >= stimchat::limits::unreadable_frames_max));
}

void Crowd::wait() {
    for (const Link& link : links_) {
        if (below(8) != 0) stage_.handle(Heard{link.id});
    }
    stage_.pass(milliseconds(static_cast<std::int64_t>(below(below(4) == 0 ? 40'000 : 2'000))));
    observe(nullptr);
}

void Crowd::report() {
    if (conversations_.empty()) return;
    const std::size_t recent = std::min<std::size_t>(conversations_.size(), 12);
    const ConversationId conversation = conversations_[conversations_.size() - 1 - below(recent)];
    const std::size_t who = below(people_.size());
    const std::size_t answered = stage_.stored.size() + stage_.refused.size();
    const std::size_t stored = stage_.stored.size();
    stage_.request_report(people_[who].participant, conversation, "a note");
    REQUIRE(stage_.stored.size() + stage_.refused.size() == answered + 1);
    if (stage_.stored.size() > stored) {
        check_report(stage_.stored.back().report, who);
        end_chat(conversation, who);
    }
    observe(nullptr);
    if (below(2) == 0) stage_.handle(ReportStored{conversation});
}

void Crowd::ban_or_pardon() {
    const std::size_t who = below(people_.size());
    Person& person = people_[who];
    if (person.banned) {
        stage_.handle(BanLifted{key_of(person.participant)});
        person.banned = false;
        return;
    }
    if (below(3) != 0) return;
    stage_.ban(person.participant, std::nullopt);
    person.banned = true;
    for (std::size_t i = person.devices.size(); i > 0; --i) {
        if (!person.devices[i - 1].link) end_device(who, person.devices[i - 1].session);
    }
    observe(nullptr);
    REQUIRE(person.devices.empty());
}

void Crowd::expire_position() {
    Person& person = people_[below(people_.size())];
    if (person.devices.empty()) return;
    Device& device = person.devices[below(person.devices.size())];
    device.is_expired = person.phase == Phase::chatting;
    stage_.handle(PositionExpired{device.session});
}

CommandBody Crowd::random_body(std::size_t who, const Device& device, std::string& text) {
    const Person& person = people_[who];
    const std::size_t choice = below(24);
    if (choice < 4 || (person.phase == Phase::idle && choice < 14)) return Find{terms_version - (below(15) == 0)};
    if (choice == 4) return Cancel{};
    if (choice == 5) return Ping{};
    if (choice == 6) return SetPresence{below(2) == 0 ? Presence::here : Presence::away};
    const bool astray = !conversations_.empty() && below(20) == 0;
    const ConversationId where = astray ? conversations_[below(conversations_.size())] : person.conversation;
    if (choice == 7) return below(3) == 0 ? CommandBody{Leave{where}} : CommandBody{SetTyping{where, below(2) == 0}};
    if (choice < 11) {
        const std::uint64_t offset = below(static_cast<std::size_t>(device.view.last_offset) + 3);
        return MarkSeen{{where, {below(15) == 0 ? 2U : 1U, offset}}};
    }
    text = "text ";
    text += std::to_string(next_message_);
    return SendText{where, {}};
}

}  // namespace stimchat::engine::test
