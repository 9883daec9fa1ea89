#include "server/tests/engine/crowd.hpp"
#include "shared/core/overloaded.hpp"

#include <algorithm>

/// The model: what people see, and what they may see.
namespace stimchat::engine::test {

using namespace protocol;
using session::CommandKind;
using session::kind_of;

Crowd::Answered Crowd::answer_to(Link& link, MessageId id, const CommandBody& body, Outcome& outcome) {
    Person* person = link.person ? &people_[*link.person] : nullptr;
    const bool fresh = !person || std::none_of(person->sent.begin(), person->sent.end(),
                                               [&](const Sent& sent) { return sent.id == id; });
    // A FIND may be followed by its match in the same step.
    if (person && fresh && !expected_refusal(*person, body) && kind_of(body) == CommandKind::find) {
        person->phase = Phase::searching;
    }
    stage_.send(link.id, id, body);
    outcome = observe(&link);
    REQUIRE(outcome.answers.size() == 1);
    REQUIRE(outcome.answers.front().first == id);
    const Answered answer = outcome.answers.front().second;
    if (person && fresh) carry_over(*person, body, answer);
    return answer;
}

void Crowd::carry_over(Person& person, const CommandBody& body, const Answered& answer) {
    const CommandKind kind = kind_of(body);
    if (!answer.acknowledged) {
        const bool limited = answer.code == NackCode::rate_limited && person.phase == Phase::searching;
        if (limited && kind == CommandKind::find) person.phase = Phase::idle;
        return;
    }
    if (kind == CommandKind::cancel) person.phase = Phase::idle;
    if (kind == CommandKind::leave) person.phase = Phase::idle;
    if (kind == CommandKind::send_text) REQUIRE(answer.position->offset == ++person.last_offset);
}

void Crowd::check_delivery(std::size_t from, const Sent& sent, const Outcome& outcome) {
    if (!sent.answer.acknowledged) {
        REQUIRE(outcome.deliveries.empty());
        return;
    }
    REQUIRE(outcome.deliveries.size() == 1);
    const Delivery& delivery = outcome.deliveries.front();
    REQUIRE(delivery.to == people_[from].partner);
    REQUIRE(delivery.id == sent.id);
    REQUIRE(delivery.text == sent.text);
    REQUIRE(delivery.position == *sent.answer.position);
    ++texts_delivered_;
    if (const auto record = records_.find(people_[from].conversation); record != records_.end()) {
        record->second.texts.push_back(sent.text);
    }
}

void Crowd::check_report(const Report& report, std::size_t reporter) const {
    const Record& record = records_.at(report.conversation);
    const auto [one, two] = record.members;
    REQUIRE((reporter == one || reporter == two));
    REQUIRE(report.reporter == key_of(people_[reporter].participant));
    REQUIRE(report.reported == key_of(people_[reporter == one ? two : one].participant));
    REQUIRE(report.evidence.size() <= record.texts.size());
    const std::size_t gone = record.texts.size() - report.evidence.size();
    REQUIRE(report.evidence_truncated == (gone > 0));
    for (std::size_t i = 0; i < report.evidence.size(); ++i) {
        REQUIRE(report.evidence[i].text == record.texts[gone + i]);
        REQUIRE(report.evidence[i].offset == gone + i + 2);  // NEW_MATCH has offset 1
    }
}

Crowd::Outcome Crowd::observe(const Link* speaker) {
    Outcome outcome;
    for (Link& link : links_) {
        while (const auto message = stage_.poll(link.id))
            note(link, *message, speaker, outcome);
    }
    settle_meetings(outcome);
    for (Link& link : links_) {
        if (link.closing || !stage_.closed_with(link.id)) continue;
        link.closing = true;
        if (link.person) part(*link.person);
        link.person.reset();
    }
    return outcome;
}

void Crowd::note(Link& link, const ServerMessage& message, const Link* speaker, Outcome& outcome) {
    REQUIRE_FALSE(link.closing);
    std::visit(overloaded{
                   [&](const Ack& ack) {
                       REQUIRE(&link == speaker);
                       outcome.answers.push_back({ack.message_id, {true, {}, ack.position}});
                   },
                   [&](const Nack& nack) {
                       REQUIRE(&link == speaker);
                       REQUIRE((nack.code == NackCode::rate_limited) == nack.retry_after.has_value());
                       outcome.answers.push_back({nack.message_id, {false, nack.code, {}}});
                   },
                   [&](const Error&) {
                       REQUIRE(&link == speaker);
                       ++outcome.errors;
                   },
                   [&](const Welcome& welcome) {
                       REQUIRE(&link == speaker);
                       outcome.welcomed = welcome.session;
                   },
                   [&](const Banned&) { REQUIRE((!link.person || people_[*link.person].banned)); },
                   [&](const NewMatch&) { note_push(link.person.value(), message, outcome); },
                   [&](const TextReceived&) { note_push(link.person.value(), message, outcome); },
                   [&](const SearchEnded&) { note_push(link.person.value(), message, outcome); },
                   [&](const ConversationEnded&) { note_push(link.person.value(), message, outcome); },
               },
               message.body);
}

void Crowd::note_push(std::size_t index, const ServerMessage& message, Outcome& outcome) {
    Person& person = people_[index];
    if (const auto* match = std::get_if<NewMatch>(&message.body)) {
        REQUIRE(person.phase == Phase::searching);
        REQUIRE(match->position.offset == 1);
        REQUIRE_FALSE(match->you == match->partner);
        person.phase = Phase::chatting;
        person.conversation = match->conversation;
        person.last_offset = 1;
        outcome.meetings.push_back({index, match->conversation, message.timestamp});
    } else if (const auto* text = std::get_if<TextReceived>(&message.body)) {
        REQUIRE(person.phase == Phase::chatting);
        REQUIRE(text->conversation == person.conversation);
        REQUIRE(text->position.offset == ++person.last_offset);
        outcome.deliveries.push_back({index, text->message_id, std::string(text->text), text->position});
    } else if (std::holds_alternative<SearchEnded>(message.body)) {
        REQUIRE(person.phase == Phase::searching);
        person.phase = Phase::idle;
    } else if (const auto* ended = std::get_if<ConversationEnded>(&message.body)) {
        REQUIRE(person.phase == Phase::chatting);
        REQUIRE(ended->conversation == person.conversation);
        REQUIRE(ended->position.offset == ++person.last_offset);
        person.phase = Phase::idle;
        outcome.partings.push_back({index, ended->conversation, message.timestamp});
    }
}

void Crowd::settle_meetings(const Outcome& outcome) {
    std::map<ConversationId, std::vector<Meeting>> by_conversation;
    for (const Meeting& meeting : outcome.meetings)
        by_conversation[meeting.conversation].push_back(meeting);
    for (const auto& [conversation, both] : by_conversation) {
        REQUIRE(both.size() == 2);
        REQUIRE(both[0].person != both[1].person);
        people_[both[0].person].partner = both[1].person;
        people_[both[1].person].partner = both[0].person;
        for (const Instant parted : partings_[std::minmax(both[0].person, both[1].person)]) {
            REQUIRE(both[0].at >= parted + config_.rematch_cooldown);
        }
        known_conversations_.push_back(conversation);
        records_[conversation].members = {both[0].person, both[1].person};
        if (known_conversations_.size() > 12) {
            records_.erase(known_conversations_.front());
            known_conversations_.pop_front();
        }
        ++matches_;
    }
    for (const Meeting& parting : outcome.partings) {
        partings_[std::minmax(parting.person, people_[parting.person].partner)].push_back(parting.at);
    }
}

void Crowd::part(std::size_t person) {
    people_[person].phase = Phase::greeting;
    people_[person].sent.clear();
}

void Crowd::check_world() {
    std::size_t here = 0;
    std::size_t searching = 0;
    std::size_t chatting = 0;
    for (std::size_t i = 0; i < people_.size(); ++i) {
        const Person& person = people_[i];
        const bool linked = link_of(i) != nullptr;
        REQUIRE(linked == (person.phase != Phase::greeting));
        REQUIRE_FALSE((linked && person.banned));
        here += linked ? 1 : 0;
        searching += person.phase == Phase::searching ? 1 : 0;
        if (person.phase != Phase::chatting) continue;
        ++chatting;
        const Person& partner = people_[person.partner];
        REQUIRE(partner.phase == Phase::chatting);
        REQUIRE(partner.partner == i);
        REQUIRE(partner.conversation == person.conversation);
        REQUIRE(partner.last_offset == person.last_offset);
    }
    const EngineCounts counts = stage_.engine().counts();
    REQUIRE(counts.sessions == here);
    REQUIRE(counts.searching == searching);
    REQUIRE(counts.conversations_live * 2 == chatting);
}

Crowd::Link* Crowd::random_link(bool greeted) {
    std::vector<Link*> candidates;
    for (Link& link : links_) {
        if (!link.closing && link.person.has_value() == greeted) candidates.push_back(&link);
    }
    return candidates.empty() ? nullptr : candidates[below(candidates.size())];
}

Crowd::Link* Crowd::link_of(std::size_t person) {
    for (Link& link : links_) {
        if (link.person == person) return &link;
    }
    return nullptr;
}

}  // namespace stimchat::engine::test
