#include "server/tests/engine/crowd.hpp"

#include "shared/core/overloaded.hpp"

#include <algorithm>

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
    } else if (choice < 11) {
        drop_link();
    } else if (choice < 20) {
        hello();
    } else if (choice < 76) {
        command();
    } else if (choice < 83) {
        resend();
    } else if (choice < 85) {
        nonsense();
    } else if (choice < 94) {
        wait();
    } else if (choice < 97) {
        report();
    } else {
        ban_or_pardon();
    }
    check_world();
}

void Crowd::drain() {
    stage_.handle(DrainRequested{});
    observe(nullptr);
    check_world();
    for (const Person& person : people_)
        CHECK(person.phase == Phase::greeting);
    for (const Link& link : links_)
        CHECK(link.closing);
}

// --- what people do --------------------------------------------------------------------------------------------------

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
    stage_.drop(link.id);
    if (link.person) part(*link.person);
    observe(nullptr);
}

void Crowd::hello() {
    Link* link = random_link(false);
    if (!link) return;
    const std::size_t who = below(people_.size());
    Hello hello{protocol_version, "", "crowd/1", below(3) == 0};
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
    } else if (people_[who].phase != Phase::greeting && !hello.take_over) {
        expected = NackCode::already_connected;
    }
    hello.token = token;
    const bool taken_over = !expected && people_[who].phase != Phase::greeting;
    if (taken_over) {
        // The other link ends before this one begins, as the partner sees it.
        link_of(who)->person.reset();
        part(who);
    }
    Outcome outcome;
    const Answered answer = answer_to(*link, message(next_message_++), hello, outcome);
    REQUIRE(answer.code == expected);
    REQUIRE(outcome.welcomed.has_value() == answer.acknowledged);
    REQUIRE(link->closing == expected.has_value());
    if (!answer.acknowledged) return;
    link->person = who;
    people_[who].phase = Phase::idle;
    people_[who].sent.clear();
}

void Crowd::command() {
    Link* link = random_link(true);
    if (!link) return;
    const std::size_t who = *link->person;
    Sent sent;
    sent.id = message(next_message_++);
    sent.body = random_body(people_[who], sent.text);
    if (auto* text = std::get_if<SendText>(&sent.body)) text->text = sent.text;
    const auto expected = expected_refusal(people_[who], sent.body);

    Outcome outcome;
    sent.answer = answer_to(*link, sent.id, sent.body, outcome);
    if (sent.answer.code == NackCode::rate_limited) return;
    REQUIRE(sent.answer.code == expected);
    if (kind_of(sent.body) == CommandKind::send_text) check_delivery(who, sent, outcome);
    people_[who].sent.push_back(std::move(sent));
    if (people_[who].sent.size() > stimchat::limits::outbox_messages_max) people_[who].sent.pop_front();
}

void Crowd::resend() {
    Link* link = random_link(true);
    if (!link || people_[*link->person].sent.empty()) return;
    const Person& person = people_[*link->person];
    const Sent sent = person.sent[below(person.sent.size())];
    if (kind_of(sent.body) == CommandKind::ping) return;
    CommandBody body = sent.body;
    if (auto* text = std::get_if<SendText>(&body)) text->text = sent.text;
    Outcome outcome;
    const Person before = person;
    const Answered answer = answer_to(*link, sent.id, body, outcome);
    REQUIRE(answer == sent.answer);
    REQUIRE(outcome.deliveries.empty());
    REQUIRE(outcome.meetings.empty());
    REQUIRE(person.phase == before.phase);
}

void Crowd::nonsense() {
    Link* link = random_link(below(2) == 0);
    if (!link) return;
    stage_.send_frame(link->id, below(2) == 0 ? "][" : "{\"type\":\"PING\"}");
    const Outcome outcome = observe(link);
    REQUIRE(outcome.errors == 1);
    ++link->strikes;
    REQUIRE(link->closing == (link->strikes >= stimchat::limits::unreadable_frames_max));
}

void Crowd::wait() {
    for (const Link& link : links_) {
        if (below(8) != 0) stage_.handle(Heard{link.id});
    }
    stage_.pass(milliseconds(static_cast<std::int64_t>(below(below(4) == 0 ? 40'000 : 2'000))));
    observe(nullptr);
}

void Crowd::report() {
    if (known_conversations_.empty()) return;
    const ConversationId conversation = known_conversations_[below(known_conversations_.size())];
    const std::size_t who = below(people_.size());
    const std::size_t answered = stage_.stored.size() + stage_.refused.size();
    const std::size_t stored = stage_.stored.size();
    stage_.request_report(people_[who].participant, conversation, "a note");
    REQUIRE(stage_.stored.size() + stage_.refused.size() == answered + 1);
    if (stage_.stored.size() > stored) check_report(stage_.stored.back().report, who);
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
    Link* link = link_of(who);
    stage_.ban(person.participant, std::nullopt);
    person.banned = true;
    observe(nullptr);
    if (link) REQUIRE(link->closing);
}

CommandBody Crowd::random_body(const Person& person, std::string& text) {
    const std::size_t choice = below(20);
    if (choice < 4 || (person.phase == Phase::idle && choice < 14)) return Find{terms_version - (below(15) == 0)};
    if (choice == 4) return Cancel{};
    if (choice == 5) return Leave{person.conversation};
    if (choice == 6) return Ping{};
    text = "text ";
    text += std::to_string(next_message_);
    const bool astray = !known_conversations_.empty() && below(20) == 0;
    const ConversationId other = astray ? known_conversations_[below(known_conversations_.size())] : ConversationId{};
    if (choice == 7 && astray) return Leave{other};
    return SendText{astray ? other : person.conversation, {}};
}

std::optional<NackCode> Crowd::expected_refusal(const Person& person, const CommandBody& body) const {
    if (const auto refusal = session::rule_of(person.phase, kind_of(body)).refusal) return refusal;
    const auto elsewhere = [&](ConversationId id) -> std::optional<NackCode> {
        if (id == person.conversation) return std::nullopt;
        return NackCode::not_in_conversation;
    };
    if (const auto* find = std::get_if<Find>(&body); find && find->terms < terms_version) {
        return NackCode::consent_required;
    }
    if (const auto* text = std::get_if<SendText>(&body)) return elsewhere(text->conversation);
    if (const auto* leave = std::get_if<Leave>(&body)) return elsewhere(leave->conversation);
    return std::nullopt;
}

}  // namespace stimchat::engine::test
