#include "server/engine/connection_table.hpp"

#include <cassert>

namespace stimchat::engine {

void ConnectionTable::open(ConnectionId id, Instant now) {
    if (id.value >= table_.size()) table_.resize(std::size_t{id.value} + 1);
    Connection& connection = table_[id.value];
    assert(connection.state == ConnectionState::absent);
    connection = Connection{};
    connection.state = ConnectionState::greeting;
    connection.last_heard = now;
    ++open_count_;
}

Connection* ConnectionTable::find_open(ConnectionId id) {
    if (id.value >= table_.size() || !is_open(table_[id.value])) return nullptr;
    return &table_[id.value];
}

void ConnectionTable::establish(ConnectionId id, Handle<Session> session) {
    Connection& connection = table_[id.value];
    assert(connection.state == ConnectionState::greeting);
    connection.state = ConnectionState::established;
    connection.session = session;
}

Handle<Session> ConnectionTable::begin_closing(ConnectionId id) {
    Connection& connection = table_[id.value];
    assert(is_open(connection));
    const Handle<Session> session = connection.session;
    connection.session = {};
    connection.state = ConnectionState::closing;
    deadlines_.cancel(id.value);
    --open_count_;
    return session;
}

void ConnectionTable::forget(ConnectionId id) {
    if (id.value >= table_.size()) return;
    if (is_open(table_[id.value])) begin_closing(id);
    table_[id.value].state = ConnectionState::absent;
}

std::optional<ConnectionId> ConnectionTable::take_due(Instant now) {
    const auto key = deadlines_.take_due(now);
    if (!key) return std::nullopt;
    return ConnectionId{*key};
}

bool ConnectionTable::is_consistent() const {
    std::size_t open = 0;
    for (const Connection& connection : table_) {
        if (static_cast<bool>(connection.session) != (connection.state == ConnectionState::established)) return false;
        open += is_open(connection) ? 1 : 0;
    }
    return open == open_count_ && deadlines_.size() == open_count_;
}

}  // namespace stimchat::engine
