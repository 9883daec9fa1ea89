#include "server/tests/engine/stage.hpp"

#include "shared/core/overloaded.hpp"

#include <charconv>

namespace stimchat::engine::test {

Result<Identity, TokenFault> FakeTokens::verify(std::string_view token, Instant) const {
    if (token == "expired") return failure(TokenFault::expired);
    std::uint64_t participant = 0;
    if (token.size() < 2 || token[0] != 'p') return failure(TokenFault::invalid);
    const auto read = std::from_chars(token.data() + 1, token.data() + token.size(), participant);
    if (read.ec != std::errc{} || read.ptr != token.data() + token.size()) return failure(TokenFault::invalid);
    return identity_of(participant);
}

ParticipantKey key_of(std::uint64_t participant) {
    return {0xFEED, participant * 0x9E3779B97F4A7C15ULL};
}

Identity identity_of(std::uint64_t participant) {
    return {ParticipantId{0xBEEF, participant}, key_of(participant)};
}

MessageId message(std::uint64_t n) {
    return {0x4000, 0x8000000000000000ULL | n};
}

std::string token_of(std::uint64_t participant) {
    std::string token("p");
    token += std::to_string(participant);
    return token;
}

Stage::Stage(const EngineConfig& config) : engine_(config, tokens_, random_) {}

void Stage::handle(const EngineEvent& event) {
    actions_.clear();
    engine_.handle(event, now_, actions_);
    carry_out(actions_);
    REQUIRE(engine_.is_consistent());
}

void Stage::pass(Duration span) {
    const Instant end = now_ + span;
    while (const auto deadline = engine_.next_deadline()) {
        if (*deadline > end) break;
        if (*deadline > now_) now_ = *deadline;
        handle(TimePassed{});
        REQUIRE((!engine_.next_deadline() || *engine_.next_deadline() > now_));
    }
    now_ = end;
}

ConnectionId Stage::open() {
    const ConnectionId id{next_connection_++};
    reopen(id);
    return id;
}

void Stage::reopen(ConnectionId connection) {
    peers_[connection.value] = Peer{};
    peers_[connection.value].linked = true;
    handle(ConnectionOpened{connection});
}

void Stage::drop(ConnectionId connection) {
    peers_[connection.value].linked = false;
    handle(ConnectionClosed{connection});
}

void Stage::finish(ConnectionId connection) {
    peers_[connection.value].linked = false;
    handle(ConnectionClosed{connection, static_cast<std::uint16_t>(protocol::CloseCode::normal)});
}

void Stage::send_frame(ConnectionId connection, std::string_view frame) {
    handle(FrameArrived{connection, frame});
}

void Stage::send(ConnectionId connection, MessageId message_id, const protocol::CommandBody& body) {
    std::string frame;
    protocol::encode(protocol::Command{message_id, body}, frame);
    send_frame(connection, frame);
}

MessageId Stage::send(ConnectionId connection, const protocol::CommandBody& body) {
    const MessageId id = message(next_message_++);
    send(connection, id, body);
    return id;
}

void Stage::carry_out(const Actions& actions) {
    const auto live_peer = [this](ConnectionId id) -> Peer& {
        Peer& peer = peers_[id.value];
        REQUIRE_MESSAGE(peer.linked, "something goes to a connection that is gone");
        REQUIRE_MESSAGE(!peer.closed, "something goes to a connection that was told to close");
        return peer;
    };
    for (const Action& action : actions.list()) {
        std::visit(overloaded{
                       [&](const Deliver& deliver) {
                           live_peer(deliver.connection).frames.emplace_back(actions.bytes_of(deliver.frame));
                       },
                       [&](const CloseConnection& close) {
                           Peer& peer = live_peer(close.connection);
                           peer.closed = close.code;
                           peer.closed_at = now_;
                       },
                       [&](const PingConnection& ping) { ++live_peer(ping.connection).pings; },
                       [&](const StoreReport& store) { stored.push_back(store); },
                       [&](const RefuseReport& refuse) { refused.push_back(refuse); },
                   },
                   action);
    }
}

protocol::ServerMessage Stage::next(ConnectionId connection) {
    const auto message = poll(connection);
    REQUIRE_MESSAGE(message.has_value(), "nothing came for this connection");
    return *message;
}

std::optional<protocol::ServerMessage> Stage::poll(ConnectionId connection) {
    Peer& peer = peers_[connection.value];
    if (peer.frames.empty()) return std::nullopt;
    current_ = std::move(peer.frames.front());
    peer.frames.pop_front();
    const auto message = decoder_.decode_server_message(current_);
    REQUIRE_MESSAGE(message.has_value(), current_);
    return *message;
}

bool Stage::nothing_for(ConnectionId connection) const {
    return peers_.at(connection.value).frames.empty();
}

std::optional<protocol::CloseCode> Stage::closed_with(ConnectionId connection) const {
    return peers_.at(connection.value).closed;
}

std::size_t Stage::pings_of(ConnectionId connection) const {
    return peers_.at(connection.value).pings;
}

ConnectionId Stage::greeted(std::uint64_t participant) {
    return back(participant, std::nullopt).connection;
}

Stage::Return Stage::back(std::uint64_t participant, std::optional<SessionId> session,
                          std::optional<protocol::KnownPosition> known, bool take_over) {
    const ConnectionId connection = open();
    const std::string token = token_of(participant);
    const protocol::Hello hello{protocol::protocol_version, token, "test/1", take_over, session, known};
    const MessageId id = send(connection, hello);
    REQUIRE(take<protocol::Ack>(connection).message_id == id);
    const auto welcome = take<protocol::Welcome>(connection);
    sessions_[connection.value] = welcome.session;
    return {connection, welcome};
}

void Stage::search(ConnectionId connection) {
    const MessageId find = send(connection, protocol::Find{protocol::terms_version});
    REQUIRE(take<protocol::Ack>(connection).message_id == find);
}

Stage::Chat Stage::chat(std::uint64_t participant_a, std::uint64_t participant_b) {
    const ConnectionId a = greeted(participant_a);
    const ConnectionId b = greeted(participant_b);
    return meet(a, b);
}

Stage::Chat Stage::meet(ConnectionId a, ConnectionId b) {
    search(a);
    search(b);
    const auto at_a = take<protocol::NewMatch>(a);
    const auto at_b = take<protocol::NewMatch>(b);
    REQUIRE(at_a.conversation == at_b.conversation);
    return {a, b, at_a.conversation, at_a.you, at_b.you};
}

void Stage::say(ConnectionId from, ConnectionId to, ConversationId conversation, std::string_view text) {
    const MessageId id = send(from, protocol::SendText{conversation, text});
    REQUIRE(take<protocol::Ack>(from).message_id == id);
    REQUIRE(take<protocol::TextReceived>(to).text == text);
}

void Stage::request_report(std::uint64_t participant, ConversationId conversation, std::string_view note) {
    handle(ReportRequested{ReportTicket{next_ticket_++}, identity_of(participant), conversation,
                           ReportReason::harassment_or_hate, note});
}

void Stage::ban(std::uint64_t participant, std::optional<Duration> length, std::string_view reason) {
    Ban ban;
    ban.id = random_id<BanId>(random_);
    ban.participant = key_of(participant);
    ban.reason = reason;
    ban.imposed_at = now_;
    if (length) ban.until = now_ + *length;
    handle(BanImposed{ban});
}

}  // namespace stimchat::engine::test
