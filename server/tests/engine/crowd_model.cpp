#include "server/tests/engine/crowd.hpp"

#include <algorithm>

/// What becomes of what people do, as the protocol promises it.
namespace stimchat::engine::test {

using namespace protocol;
using session::CommandKind;
using session::kind_of;

std::optional<NackCode> Crowd::expected_refusal(std::size_t who, const CommandBody& body) const {
    const Person& person = people_[who];
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
    if (const auto* typing = std::get_if<SetTyping>(&body)) return elsewhere(typing->conversation);
    if (const auto* mark = std::get_if<MarkSeen>(&body)) {
        if (const auto refusal = elsewhere(mark->up_to.conversation)) return refusal;
        const bool possible = mark->up_to.position.epoch == 1 &&
                              mark->up_to.position.offset <= records_.at(person.conversation).last_offset();
        if (!possible) return NackCode::invalid_value;
    }
    return std::nullopt;
}

Crowd::Seat Crowd::seat_for(const Person& person, const Hello& hello) const {
    Seat seat;
    const Device* longest = nullptr;
    for (const Device& device : person.devices) {
        if (hello.session == device.session) seat.goes_on = device.session;
        if (!device.link && (!longest || device.lost_at < longest->lost_at)) longest = &device;
    }
    if (seat.goes_on || person.devices.size() < config_.sessions_per_participant) return seat;
    if (longest && config_.sessions_per_participant == 1) {
        seat.goes_on = longest->session;
    } else if (longest) {
        seat.has_to_go = longest->session;
    } else if (hello.take_over) {
        seat.goes_on = person.devices.front().session;
    } else {
        seat.refused = true;
    }
    return seat;
}

/// Whether the server must be able to bring this client up to date, having lost nothing of the chat that goes on.
bool Crowd::has_everything(const Person& person, const Seat& seat, const Hello& hello) const {
    if (!seat.goes_on || (hello.session && !(*hello.session == *seat.goes_on))) return false;
    if (!hello.known || person.phase != Phase::chatting || !(hello.known->conversation == person.conversation)) {
        return false;
    }
    for (const Device& device : person.devices) {
        if (device.session == *seat.goes_on && device.is_expired) return false;
    }
    const Record& record = records_.at(person.conversation);
    const StreamPosition position = hello.known->position;
    const bool possible = position.epoch == 1 && position.offset >= 1 && position.offset <= record.last_offset();
    return possible && config_.evidence_bytes_max >= EngineConfig{}.evidence_bytes_max;
}

/// On WELCOME, before the catch-up.
void Crowd::take_seat(Link& link, const Hello& hello, const Welcome& welcome) {
    Person& person = people_[*link.person];
    if (person.phase == Phase::greeting) person.phase = Phase::idle;
    auto device = std::find_if(person.devices.begin(), person.devices.end(),
                               [&](const Device& each) { return each.session == welcome.session; });
    if (device == person.devices.end()) {
        device = person.devices.insert(person.devices.end(), Device{});
        device->session = welcome.session;
    } else {
        if (device->link) link_of(*device->link).person.reset();
        device->link.reset();
        stop_search_if_absent(person);
        ++resumes_;
    }
    device->link = link.id;
    device->away = false;
    device->is_expired = false;
    const bool goes_on = hello.known && welcome.recovered;
    const bool is_same = goes_on && device->view.conversation == hello.known->conversation;
    if (!is_same) device->view = View{};
    if (!goes_on) return;
    device->view.conversation = hello.known->conversation;
    device->view.last_offset = hello.known->position.offset;
    const Record& record = records_.at(hello.known->conversation);
    device->view.partner_alias = record.aliases.at(record.partner_of(*link.person));
}

void Crowd::check_welcome(std::size_t who, const Seat& seat, const Hello& hello, const Welcome& welcome) const {
    const Person& person = people_[who];
    if (seat.goes_on) REQUIRE(welcome.session == *seat.goes_on);
    REQUIRE(welcome.sessions_max == config_.sessions_per_participant);
    const bool session_known = !hello.session || welcome.session == *hello.session;
    if (!session_known) REQUIRE_FALSE(welcome.recovered);
    if (!hello.known && session_known) REQUIRE(welcome.recovered);
    if (hello.known && welcome.recovered) {
        const Record& record = records_.at(hello.known->conversation);
        REQUIRE((record.members.first == who || record.members.second == who));
        REQUIRE(hello.known->position.epoch == 1);
        REQUIRE(hello.known->position.offset >= 1);
    }
    REQUIRE((welcome.standing == Standing::chatting) == (person.phase == Phase::chatting));
    REQUIRE((welcome.standing == Standing::searching) == (person.phase == Phase::searching));
}

/// On the ACK of a command.
void Crowd::carry_over(std::size_t who, Device& device, const Sent& sent, std::optional<StreamPosition> position) {
    Person& person = people_[who];
    if (kind_of(sent.body) == CommandKind::find) person.phase = Phase::searching;
    if (kind_of(sent.body) == CommandKind::cancel) person.phase = Phase::idle;
    if (std::holds_alternative<Leave>(sent.body)) {
        end_chat(person.conversation, who);
        device.view.last_offset = records_.at(person.conversation).last_offset();
    }
    if (std::holds_alternative<SendText>(sent.body)) {
        Record& record = records_.at(person.conversation);
        record.texts.push_back({sent.id, who, sent.text});
        REQUIRE(position == StreamPosition{1, record.last_offset()});
        device.view.last_offset = record.last_offset();
        ++texts_delivered_;
    }
    if (const auto* set = std::get_if<SetPresence>(&sent.body)) device.away = set->presence == Presence::away;
    if (const auto* mark = std::get_if<MarkSeen>(&sent.body)) {
        std::uint64_t& seen = records_.at(person.conversation).seen[who];
        seen = std::max(seen, mark->up_to.position.offset);
    }
}

void Crowd::lose(std::size_t who, ConnectionId link, Instant at) {
    Person& person = people_[who];
    Device& device = *device_on(link);
    device.link.reset();
    device.lost_at = at;
    stop_search_if_absent(person);
}

void Crowd::stop_search_if_absent(Person& person) {
    const bool absent = std::none_of(person.devices.begin(), person.devices.end(),
                                     [](const Device& device) { return device.link.has_value(); });
    if (person.phase == Phase::searching && absent) person.phase = Phase::idle;
}

void Crowd::end_device(std::size_t who, SessionId session) {
    Person& person = people_[who];
    const auto device = std::find_if(person.devices.begin(), person.devices.end(),
                                     [&](const Device& each) { return each.session == session; });
    REQUIRE(device != person.devices.end());
    person.devices.erase(device);
    stop_search_if_absent(person);
    if (!person.devices.empty()) return;
    if (!conversations_.empty() && records_.count(person.conversation) != 0) end_chat(person.conversation, who);
    person.phase = Phase::greeting;
    person.sent.clear();
}

void Crowd::end_chat(ConversationId conversation, std::optional<std::size_t> by) {
    Record& record = records_.at(conversation);
    if (record.ended_without_cause) {
        record.ended_without_cause = false;
        record.ended_by = by;
    }
    if (!record.ended_at) finish_record(record, by, stage_.now());
}

void Crowd::finish_record(Record& record, std::optional<std::size_t> by, Instant at) {
    record.ended_at = at;
    record.ended_by = by;
    for (const std::size_t who : {record.members.first, record.members.second}) {
        if (people_[who].phase == Phase::chatting) people_[who].phase = Phase::idle;
    }
}

/// Sessions that are gone must have waited for long enough, or have had to make room.
void Crowd::end_expired() {
    std::size_t waiting = 0;
    for (const Person& person : people_) {
        for (const Device& device : person.devices)
            waiting += device.link ? 0 : 1;
    }
    const bool crowded = waiting > config_.connections_max;
    for (std::size_t who = 0; who < people_.size(); ++who) {
        for (std::size_t i = people_[who].devices.size(); i > 0; --i) {
            const Device device = people_[who].devices[i - 1];
            if (device.link) continue;
            const Instant end = device.lost_at + (device.away ? config_.resume_window_away : config_.resume_window);
            const bool is_there = stage_.engine().status_of(device.session).has_value();
            if (is_there) {
                REQUIRE(stage_.now() < end + TimerWheel::tick);
            } else {
                REQUIRE((stage_.now() >= end || crowded));
                end_device(who, device.session);
            }
        }
    }
}

}  // namespace stimchat::engine::test
