#include "shared/fuzz/chat_town.hpp"

#include "shared/core/overloaded.hpp"
#include "shared/fuzz/fuzz_property.hpp"

#include <utility>
#include <variant>

namespace stimchat::fuzz {

using namespace engine;

namespace {

EngineConfig small_town(bool many_devices) {
    EngineConfig config;
    config.sessions_per_participant = many_devices ? 2 : 1;
    config.connections_max = Town::wires_max;
    config.conversations_held_max = 8;
    config.rematch_cooldown = seconds(1);
    return config;
}

std::uint32_t id_of(std::size_t wire) {
    return static_cast<std::uint32_t>(wire);
}

}  // namespace

Result<Identity, TokenFault> TownTokens::verify(std::string_view token, Instant) const {
    if (token.size() != 1 || token[0] < '1' || token[0] > '9') return failure(TokenFault::invalid);
    return identity_of(token);
}

Identity TownTokens::identity_of(std::string_view token) {
    const auto number = static_cast<std::uint64_t>(token[0] - '0');
    return {ParticipantId{0xBEEF, number}, ParticipantKey{0xFEED, number * 0x9E3779B97F4A7C15ULL}};
}

Town::Town(std::uint64_t seed, bool many_devices) : config_(small_town(many_devices)), random_(seed) {
    engine_.emplace(config_, tokens_, random_);
}

// --- wires -----------------------------------------------------------------------------------------------------------

std::optional<std::size_t> Town::open(WireEnd& client) {
    for (std::size_t i = 0; i < wires_.size(); ++i) {
        if (!wires_[i].is_free()) continue;
        wires_[i] = Wire{};
        wires_[i].client = &client;
        return i;
    }
    return std::nullopt;
}

void Town::send(std::size_t wire, std::string_view frame) {
    if (!wires_[wire].is_dead) wires_[wire].up.push_back({Item::Kind::frame, std::string(frame), 0});
}

void Town::close(std::size_t wire, std::uint16_t code) {
    Wire& closed = wires_[wire];
    if (closed.is_dead) return;
    closed.is_dead = true;
    closed.up.push_back({Item::Kind::close, {}, code});
    closed.down.push_back({Item::Kind::close, {}, code});
}

void Town::abandon(std::size_t wire, std::uint16_t code) {
    close(wire, code);
    wires_[wire].client = nullptr;
    wires_[wire].down.clear();
}

void Town::accept(std::size_t wire) {
    Wire& opened = wires_[wire];
    if (opened.is_open || opened.is_dead || !opened.client) return;
    opened.is_open = true;
    opened.server_told_end = false;
    handle(ConnectionOpened{{id_of(wire)}});
    opened.client->on_opened();
}

void Town::carry_up(std::size_t wire) {
    Wire& carrier = wires_[wire];
    if (carrier.up.empty()) return;
    const Item item = std::move(carrier.up.front());
    carrier.up.pop_front();
    if (carrier.server_told_end) return;
    switch (item.kind) {
        case Item::Kind::frame:
            handle(FrameArrived{{id_of(wire)}, item.frame});
            return check_answered(wire, item.frame);
        case Item::Kind::pong:
            return handle(Heard{{id_of(wire)}});
        case Item::Kind::close:
            carrier.server_told_end = true;
            carrier.up.clear();
            return handle(ConnectionClosed{{id_of(wire)}, item.code});
    }
}

void Town::carry_down(std::size_t wire) {
    Wire& carrier = wires_[wire];
    if (carrier.down.empty()) return;
    const Item item = std::move(carrier.down.front());
    carrier.down.pop_front();
    if (!carrier.client) return;
    if (item.kind == Item::Kind::frame) return carrier.client->on_frame(item.frame);
    WireEnd* client = std::exchange(carrier.client, nullptr);
    carrier.down.clear();
    client->on_closed(item.code);
}

void Town::cut(std::size_t wire) {
    Wire& dead = wires_[wire];
    if (dead.is_free()) return;
    dead.is_dead = true;
    dead.up.clear();
    dead.down.clear();
    dead.up.push_back({Item::Kind::close, {}, 0});
    dead.down.push_back({Item::Kind::close, {}, lost});
}

bool Town::carry_all() {
    bool any = false;
    for (std::size_t i = 0; i < wires_.size(); ++i) {
        if (wires_[i].client && !wires_[i].is_open && !wires_[i].is_dead) {
            accept(i);
            any = true;
        }
        for (; !wires_[i].up.empty(); any = true)
            carry_up(i);
        for (; !wires_[i].down.empty(); any = true)
            carry_down(i);
    }
    return any;
}

// --- the server ------------------------------------------------------------------------------------------------------

void Town::handle(const EngineEvent& event) {
    actions_.clear();
    engine_->handle(event, now_, actions_);
    require(engine_->is_consistent(), "the engine is consistent");
    carry_out();
}

void Town::crash() {
    reporters_.clear();
    for (std::size_t i = 0; i < wires_.size(); ++i) {
        cut(i);
        wires_[i].server_told_end = true;
        wires_[i].up.clear();
    }
    engine_.emplace(config_, tokens_, random_);
}

void Town::carry_out() {
    std::vector<std::pair<ReportTicket, bool>> answers;
    for (const Action& action : actions_.list()) {
        std::visit(overloaded{
                       [&](const Deliver& one) { deliver(one); },
                       [&](const CloseConnection& one) { close_by_server(one); },
                       [&](const PingConnection& ping) {
                           Wire& wire = wires_[ping.connection.value];
                           if (!wire.is_dead) wire.up.push_back({Item::Kind::pong, {}, 0});
                       },
                       [&](const StoreReport& store) { answers.emplace_back(store.ticket, true); },
                       [&](const RefuseReport& refuse) { answers.emplace_back(refuse.ticket, false); },
                   },
                   action);
    }
    for (const auto& answer : answers)
        answer_report(answer.first, answer.second);
}

void Town::deliver(const Deliver& deliver) {
    Wire& wire = wires_[deliver.connection.value];
    require(wire.is_open && !wire.server_told_end, "what is delivered goes to an open connection");
    require(!wire.closes, "nothing is delivered behind a close");
    const std::string_view frame = actions_.bytes_of(deliver.frame);
    require(decoder_.decode_server_message(frame).has_value(), "what the server says can be read");
    if (!wire.is_dead) wire.down.push_back({Item::Kind::frame, std::string(frame), 0});
}

void Town::close_by_server(const CloseConnection& close) {
    Wire& wire = wires_[close.connection.value];
    require(wire.is_open && !wire.server_told_end && !wire.closes, "an open connection is closed, once");
    wire.closes = true;
    if (wire.is_dead) return;  // its end is under way already
    wire.is_dead = true;
    wire.up.clear();
    wire.up.push_back({Item::Kind::close, {}, 0});
    wire.down.push_back({Item::Kind::close, {}, static_cast<std::uint16_t>(close.code)});
}

/// Exactly one reply, unless the connection is closed.
void Town::check_answered(std::size_t wire, std::string_view frame) {
    const auto command = decoder_.decode_command(frame);
    if (!command) return;
    const MessageId id = command->message_id;
    int replies = 0;
    bool closed = wires_[wire].closes;
    for (const Action& action : actions_.list()) {
        const auto* one = std::get_if<Deliver>(&action);
        if (!one || one->connection.value != id_of(wire)) continue;
        const auto message = decoder_.decode_server_message(actions_.bytes_of(one->frame));
        const auto* ack = std::get_if<protocol::Ack>(&message->body);
        const auto* nack = std::get_if<protocol::Nack>(&message->body);
        if ((ack && ack->message_id == id) || (nack && nack->message_id == id)) ++replies;
    }
    require(replies == 1 || (closed && replies == 0), "each command has exactly one reply");
}

void Town::report(WireEnd& reporter, std::string_view token, ConversationId conversation) {
    const ReportTicket ticket{next_ticket_++};
    reporters_[ticket.value] = &reporter;
    handle(ReportRequested{ticket, TownTokens::identity_of(token), conversation, ReportReason::other, {}});
}

void Town::answer_report(ReportTicket ticket, bool stored) {
    const auto found = reporters_.find(ticket.value);
    if (found == reporters_.end()) return;
    WireEnd* reporter = found->second;
    reporters_.erase(found);
    reporter->on_report_answered(stored);
}

}  // namespace stimchat::fuzz
