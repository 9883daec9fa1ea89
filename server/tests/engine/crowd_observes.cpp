#include "server/tests/engine/crowd.hpp"
#include "shared/core/overloaded.hpp"

#include <algorithm>
#include <set>

/// What people see, and what must hold then.
namespace stimchat::engine::test {

using namespace protocol;

/// The speaker first: its ACK says what the others may see.
Crowd::Outcome Crowd::observe(const Link* speaker, const Sent* sent, const Hello* hello) {
    Outcome outcome{sent, hello, {}, 0, {}, {}, {}};
    const auto listen = [&](Link& link) {
        while (const auto message = stage_.poll(link.id))
            note(link, *message, &link == speaker, outcome);
    };
    for (Link& link : links_) {
        if (&link == speaker) listen(link);
    }
    for (Link& link : links_) {
        if (&link != speaker) listen(link);
    }
    settle_meetings(outcome);
    for (Link& link : links_)
        note_closed(link);
    end_expired();
    for (const Told& told : outcome.told) {
        const Record& record = records_.at(told.conversation);
        REQUIRE(record.ended_at.has_value());
        REQUIRE_FALSE(record.ended_without_cause);
        const ConversationEnd own =
            record.ended_by == told.person ? ConversationEnd::you_left : ConversationEnd::partner_left;
        REQUIRE(told.reason == (record.ended_by ? own : ConversationEnd::draining));
    }
    return outcome;
}

void Crowd::note(Link& link, const ServerMessage& message, bool is_speaker, Outcome& outcome) {
    REQUIRE_FALSE(link.closing);
    const auto view = [&]() -> View& { return device_on(link.id)->view; };
    std::visit(overloaded{
                   [&](const Ack& ack) {
                       REQUIRE(is_speaker);
                       outcome.answers.push_back({ack.message_id, {true, {}, ack.position}});
                       if (outcome.sent) carry_over(*link.person, *device_on(link.id), *outcome.sent, ack.position);
                   },
                   [&](const Nack& nack) {
                       REQUIRE(is_speaker);
                       REQUIRE((nack.code == NackCode::rate_limited) == nack.retry_after.has_value());
                       outcome.answers.push_back({nack.message_id, {false, nack.code, {}}});
                   },
                   [&](const Error&) {
                       REQUIRE(is_speaker);
                       ++outcome.errors;
                   },
                   [&](const Welcome& welcome) {
                       REQUIRE(is_speaker);
                       take_seat(link, *outcome.hello, welcome);
                       outcome.welcome = welcome;
                   },
                   [&](const Banned&) { REQUIRE((!link.person || people_[*link.person].banned)); },
                   [&](const NewMatch& match) { note_match(link, match, message.timestamp, outcome); },
                   [&](const TextReceived& text) { note_text(view(), text); },
                   [&](const SearchEnded&) {
                       REQUIRE(people_[*link.person].phase != Phase::chatting);
                       people_[*link.person].phase = Phase::idle;
                   },
                   [&](const ConversationEnded& ended) {
                       note_end(view(), ended, message.timestamp);
                       outcome.told.push_back({ended.conversation, *link.person, ended.reason});
                   },
                   [&](const PresenceChanged& presence) {
                       REQUIRE(view().conversation == presence.conversation);
                       if (presence.sender == view().partner_alias) view().partner = presence.presence;
                   },
                   [&](const TypingChanged& typing) { REQUIRE(view().conversation == typing.conversation); },
                   [&](const SeenUpTo& seen) {
                       REQUIRE(view().conversation == seen.up_to.conversation);
                       REQUIRE(seen.up_to.position.offset <= view().last_offset);
                       if (!(seen.sender == view().partner_alias)) return;
                       REQUIRE(seen.up_to.position.offset >= view().seen_by_partner);
                       view().seen_by_partner = seen.up_to.position.offset;
                   },
                   [&](const System&) { REQUIRE(draining_); },
               },
               message.body);
}

void Crowd::note_match(Link& link, const NewMatch& match, Instant at, Outcome& outcome) {
    const std::size_t who = *link.person;
    Person& person = people_[who];
    View& view = device_on(link.id)->view;
    view = View{};
    view.conversation = match.conversation;
    view.last_offset = match.position.offset;
    view.partner_alias = match.partner;
    REQUIRE_FALSE(match.you == match.partner);
    const bool is_fresh = records_.count(match.conversation) == 0 || outcome.meetings.count(match.conversation) != 0;
    Record& record = records_[match.conversation];
    if (!is_fresh) {
        REQUIRE(person.conversation == match.conversation);
        REQUIRE(match.position.offset <= record.last_offset());
        REQUIRE(record.aliases.at(who) == match.you);
        return;
    }
    REQUIRE(match.position == StreamPosition{1, 1});
    REQUIRE((person.phase == Phase::searching || person.conversation == match.conversation));
    person.phase = Phase::chatting;
    person.conversation = match.conversation;
    record.started_at = at;
    record.aliases[who] = match.you;
    outcome.meetings[match.conversation].insert(who);
}

void Crowd::note_text(View& view, const TextReceived& text) {
    REQUIRE(view.conversation == text.conversation);
    const Record& record = records_.at(text.conversation);
    REQUIRE(text.position == StreamPosition{1, ++view.last_offset});
    REQUIRE(text.position.offset - 2 < record.texts.size());
    const Text& said = record.texts[text.position.offset - 2];
    REQUIRE(said.id == text.message_id);
    REQUIRE(said.text == text.text);
    REQUIRE(record.aliases.at(said.author) == text.sender);
}

void Crowd::note_end(View& view, const ConversationEnded& ended, Instant at) {
    REQUIRE(view.conversation == ended.conversation);
    Record& record = records_.at(ended.conversation);
    if (!record.ended_at) {
        record.ended_without_cause = true;  // until it is found
        finish_record(record, {}, at);
    }
    REQUIRE(ended.position == StreamPosition{1, ++view.last_offset});
    REQUIRE(view.last_offset == record.last_offset());
}

void Crowd::note_closed(Link& link) {
    if (link.closing || !stage_.closed_with(link.id)) return;
    link.closing = true;
    if (!link.person) return;
    const std::size_t who = *link.person;
    if (should_reconnect(static_cast<std::uint16_t>(*stage_.closed_with(link.id))) && !draining_) {
        lose(who, link.id, stage_.closed_at(link.id));
    } else {
        end_device(who, device_on(link.id)->session);
    }
    link.person.reset();
}

void Crowd::settle_meetings(const Outcome& outcome) {
    for (const auto& [conversation, both] : outcome.meetings) {
        REQUIRE(both.size() == 2);
        Record& record = records_.at(conversation);
        record.members = {*both.begin(), *both.rbegin()};
        for (const ConversationId before : conversations_) {
            const Record& other = records_.at(before);
            if (other.members != record.members) continue;
            REQUIRE(other.ended_at.has_value());
            REQUIRE(record.started_at >= *other.ended_at + config_.rematch_cooldown);
        }
        conversations_.push_back(conversation);
        ++matches_;
    }
}

// --- what must hold --------------------------------------------------------------------------------------------------

void Crowd::check_world() const {
    std::size_t sessions = 0;
    std::size_t detached = 0;
    std::size_t searching = 0;
    std::size_t chatting = 0;
    for (std::size_t who = 0; who < people_.size(); ++who) {
        check_person(who);
        for (const Device& device : people_[who].devices)
            detached += device.link ? 0 : 1;
        sessions += people_[who].devices.size();
        searching += people_[who].phase == Phase::searching ? 1 : 0;
        chatting += people_[who].phase == Phase::chatting ? 1 : 0;
    }
    const EngineCounts counts = stage_.engine().counts();
    REQUIRE(counts.sessions == sessions);
    REQUIRE(counts.detached == detached);
    REQUIRE(counts.searching == searching);
    REQUIRE(counts.conversations_live * 2 == chatting);
}

void Crowd::check_person(std::size_t who) const {
    const Person& person = people_[who];
    REQUIRE(person.devices.empty() == (person.phase == Phase::greeting));
    REQUIRE_FALSE((person.banned && !person.devices.empty()));
    if (person.phase == Phase::chatting) {
        const Record& record = records_.at(person.conversation);
        REQUIRE_FALSE(record.ended_at.has_value());
        const Person& partner = people_[record.partner_of(who)];
        REQUIRE(partner.phase == Phase::chatting);
        REQUIRE(partner.conversation == person.conversation);
    }
    for (const Device& device : person.devices) {
        if (device.link) check_view(who, device.view);
    }
}

/// Whoever is connected knows everything.
void Crowd::check_view(std::size_t who, const View& view) const {
    const Person& person = people_[who];
    if (person.phase == Phase::chatting) REQUIRE(view.conversation == person.conversation);
    if (!view.conversation) return;
    const Record& record = records_.at(*view.conversation);
    REQUIRE(view.last_offset == record.last_offset());
    if (record.ended_at) return;
    const std::size_t partner = record.partner_of(who);
    REQUIRE(view.partner == presence_of(people_[partner]));
    const auto seen = record.seen.find(partner);
    REQUIRE(view.seen_by_partner == (seen == record.seen.end() ? 0 : seen->second));
}

Presence Crowd::presence_of(const Person& person) {
    const bool here = std::any_of(person.devices.begin(), person.devices.end(),
                                  [](const Device& device) { return device.link && !device.away; });
    return here ? Presence::here : Presence::away;
}

void Crowd::check_report(const Report& report, std::size_t reporter) const {
    const Record& record = records_.at(report.conversation);
    REQUIRE((reporter == record.members.first || reporter == record.members.second));
    REQUIRE(report.reporter == key_of(people_[reporter].participant));
    REQUIRE(report.reported == key_of(people_[record.partner_of(reporter)].participant));
    REQUIRE(report.evidence.size() <= record.texts.size());
    const std::size_t gone = record.texts.size() - report.evidence.size();
    REQUIRE(report.evidence_truncated == (gone > 0));
    for (std::size_t i = 0; i < report.evidence.size(); ++i) {
        REQUIRE(report.evidence[i].text == record.texts[gone + i].text);
        REQUIRE(report.evidence[i].offset == gone + i + 2);  // NEW_MATCH has offset 1
    }
}

// --- who is who ------------------------------------------------------------------------------------------------------

Crowd::Link* Crowd::random_link(bool greeted) {
    std::vector<Link*> candidates;
    for (Link& link : links_) {
        if (!link.closing && link.person.has_value() == greeted) candidates.push_back(&link);
    }
    return candidates.empty() ? nullptr : candidates[below(candidates.size())];
}

Crowd::Link& Crowd::link_of(ConnectionId id) {
    return *std::find_if(links_.begin(), links_.end(), [&](const Link& link) { return link.id == id; });
}

Crowd::Device* Crowd::device_on(ConnectionId link) {
    for (Person& person : people_) {
        for (Device& device : person.devices) {
            if (device.link == link) return &device;
        }
    }
    return nullptr;
}

}  // namespace stimchat::engine::test
